# Shares of tokens and of dollars, with R alone, from CSV:
#
#   tokenshare export --to csv data/csv --data data/demo
#   Rscript notebooks/tokenshare.R
#
# TOKENSHARE_CSV names another folder of such an export, TOKENSHARE_PDF another file for the charts. What a column means
# stands in its datapackage.json; NA is not known, and `reason` says why.

folder <- Sys.getenv("TOKENSHARE_CSV", "data/csv")
if (!file.exists(file.path(folder, "vendor_gap.csv"))) {
  stop("no tables in ", folder, ": run `tokenshare export --to csv data/csv --data data/demo`, or set TOKENSHARE_CSV to such an export", call. = FALSE)
}
table_of <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), na.strings = "")
is_true <- function(words) toupper(words) == "TRUE" # as text, or as R may have read it

pdf(Sys.getenv("TOKENSHARE_PDF", "data/tokenshare.pdf"), width = 8, height = 5)

# Tokens against dollars: rule `default`, at the prices in force in each week. A vendor without a price has bounds and no
# point.
vendor_gap <- subset(table_of("vendor_gap"), rule == "default" & price_basis == "list_asof")
vendor_gap <- vendor_gap[order(vendor_gap$token_share), ]
lines_at <- seq_len(nrow(vendor_gap))
par(mar = c(4, 8, 1, 1))
plot(vendor_gap$token_share, lines_at, xlim = c(0, 1), yaxt = "n", xlab = "share", ylab = "", pch = 19, col = "steelblue")
axis(2, at = lines_at, labels = vendor_gap$vendor, las = 1)
segments(vendor_gap$dollar_share_low, lines_at, vendor_gap$dollar_share_high, lines_at, col = "gray")
points(vendor_gap$dollar_share, lines_at, pch = 19, col = "darkorange")
legend("bottomright", c("tokens", "dollars, with bounds"), pch = 19, col = c("steelblue", "darkorange"))

# Shares by week: complete weeks only. An absent vendor is not zero, so its line has a gap.
token_share <- subset(table_of("token_share"), is_true(is_complete))
token_share$week_start_date <- as.Date(token_share$week_start_date)
sums <- tapply(token_share$tokens, token_share$vendor, sum, na.rm = TRUE)
largest <- names(sort(sums, decreasing = TRUE))[1:8]
par(mar = c(4, 4, 1, 1))
plot(range(token_share$week_start_date), c(0, max(token_share$token_share, na.rm = TRUE)),
     type = "n", xlab = "", ylab = "share of tokens")
for (at in seq_along(largest)) {
  line <- token_share[token_share$vendor == largest[at], ]
  lines(line$week_start_date, line$token_share, col = at)
}
legend("topright", largest, lty = 1, col = seq_along(largest), ncol = 2)

# Growth: the last complete weeks against the first.
vendor_growth <- subset(table_of("vendor_growth"), rule == "default" & !is.na(growth_ratio))
vendor_growth <- vendor_growth[order(vendor_growth$growth_ratio), ]
par(mar = c(4, 8, 1, 1))
barplot(vendor_growth$growth_ratio, names.arg = vendor_growth$vendor, horiz = TRUE, las = 1, log = "x",
        xlab = "tokens now over tokens then")
invisible(dev.off())

# By hand: a share is a vendor's tokens over those of all buckets of its week, `others` included. Tokens of a week are far
# below 2^53, so that R's numbers hold them exactly.
vendor_week <- table_of("vendor_week")
vendor_week$token_share <- vendor_week$tokens / ave(vendor_week$tokens, vendor_week$week_start_date, FUN = sum)
analyzed <- merge(vendor_week, table_of("token_share"), by = c("week_start_date", "vendor"))
stopifnot(nrow(vendor_week) > 0, nrow(analyzed) == nrow(vendor_week), analyzed$token_share.x == analyzed$token_share.y)

shown <- sprintf("%s,%s,%.17g", vendor_week$week_start_date, vendor_week$vendor, vendor_week$token_share)
writeLines(c("week_start_date,vendor,token_share", shown))
