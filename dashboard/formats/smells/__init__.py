"""One report of smells, seven notations: the gate's and that of `linespan smells`."""
