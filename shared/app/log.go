package app

import (
	"context"
	"log/slog"
	"strconv"
	"time"
)

// observed logs a request as it is answered: its route as a pattern, its status
// and how long it took, with the metrics in the form that CloudWatch reads out
// of logs (EMF). Paths, queries, names and contents are never logged: they
// would say which country does what.
func (f *function) observed(ctx context.Context, began time.Time, route string, status int) {
	if route == "" {
		route = "none"
	}
	ms := float64(time.Since(began).Microseconds()) / 1000
	f.log.LogAttrs(ctx, slog.LevelInfo, "request", slog.String("request", requestID(ctx)),
		slog.String("route", route), slog.Int("status", status), slog.String("class", strconv.Itoa(status/100)+"xx"),
		slog.String("function", f.name), slog.Int("requests", 1), slog.Float64("latency", ms), metrics(began))
}

// metrics tells CloudWatch which fields of the line are metrics. Each value of
// the dimensions together is a metric that is paid for, so there are few: the
// name of the function, which also tells stacks and stages apart, and the class
// of the answer. The route is a field for queries.
func metrics(at time.Time) slog.Attr {
	type metric struct{ Name, Unit string }
	type directive struct {
		Namespace  string
		Dimensions [][]string
		Metrics    []metric
	}
	return slog.Any("_aws", struct {
		Timestamp         int64
		CloudWatchMetrics []directive
	}{at.UnixMilli(), []directive{
		{"SelfAssessment", [][]string{{"function", "class"}}, []metric{{"requests", "Count"}}},
		{"SelfAssessment", [][]string{{"function"}}, []metric{{"latency", "Milliseconds"}}},
	}})
}
