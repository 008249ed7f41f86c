# Reference figures of R's package survival for tests/test_survival.py:  Rscript survival.R
# Writes lives.csv, made-up groups of lines, and survival.csv, what R finds in them.
library(survival)
set.seed(20210629)

n <- 120
lives <- data.frame(landing = sort(sample(1:40, n, replace = TRUE)))
lives$ai <- rbinom(n, 1, 0.4)
lives$stratum <- sample(1:4, n, replace = TRUE)
frailty <- rgamma(40, 2, 2)[lives$landing]
death <- ceiling(rexp(n, frailty * 0.004 * 1.6^lives$ai))
watched <- sample(40:700, n, replace = TRUE)
lives$age <- pmin(death, watched)
# Of deaths at one age lifelines and R make slightly different robust errors (a thousandth): none here.
while (anyDuplicated(lives$age)) lives$age[duplicated(lives$age)] <- lives$age[duplicated(lives$age)] + 1
lives$died <- as.integer(death <= watched)
lives$lines <- sample(1:30, n, replace = TRUE)
lives$capped <- lives$lines / 2
write.csv(lives, "lives.csv", row.names = FALSE, quote = FALSE)

found <- data.frame(figure = character(), value = numeric())
note <- function(figure, value) found[nrow(found) + 1, ] <<- list(figure, value)

for (kind in c(1, 0)) {
  curve <- survfit(Surv(age, died) ~ 1, lives[lives$ai == kind, ], weights = lines)
  at <- summary(curve, times = c(30, 90, 180, 365), extend = TRUE)
  name <- if (kind == 1) "ai" else "others"
  for (i in seq_along(at$time)) {
    note(paste("at_risk", name, at$time[i]), at$n.risk[i])
    note(paste("survival", name, at$time[i]), at$surv[i])
  }
}

# survdiff knows no weights: every line for itself.
lines <- lives[rep(seq_len(n), lives$lines), ]
tested <- survdiff(Surv(age, died) ~ ai, lines)
note("log_rank_p", pchisq(tested$chisq, 1, lower.tail = FALSE))

fitted <- coxph(Surv(age, died) ~ ai + strata(stratum), lives, weights = capped, cluster = landing,
                ties = "efron")
shown <- summary(fitted)
note("hazard_ratio", shown$conf.int[1, "exp(coef)"])
note("hazard_low", shown$conf.int[1, "lower .95"])
note("hazard_high", shown$conf.int[1, "upper .95"])
note("hazard_p", shown$coefficients[1, "Pr(>|z|)"])

found$value <- formatC(found$value, digits = 10, format = "g")
write.csv(found, "survival.csv", row.names = FALSE, quote = FALSE)
