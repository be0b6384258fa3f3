package app

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"
)

// Observed logs each request as it ends: its route as a pattern, its status
// and how long it took, with the metrics in the form that CloudWatch reads out
// of logs (EMF). Paths, queries, names and contents are never logged: they
// would say which country does what.
func Observed(h http.Handler, log *slog.Logger, now func() time.Time) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := now()
		seen := &statusOf{ResponseWriter: w, status: http.StatusOK}
		whole := false
		defer func() {
			if !whole { // it panicked, and whoever catches that answers so
				seen.status = http.StatusInternalServerError
			}
			route := r.Pattern
			if route == "" {
				route = "none"
			}
			ms := float64(now().Sub(began).Microseconds()) / 1000
			log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("request", requestID(r.Context())),
				slog.String("route", route), slog.Int("status", seen.status), slog.String("class", strconv.Itoa(seen.status/100)+"xx"),
				slog.Int("requests", 1), slog.Float64("latency", ms), metrics(began))
		}()
		h.ServeHTTP(seen, r)
		whole = true
	})
}

// metrics tells CloudWatch which fields of the line are metrics.
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
	}{at.UnixMilli(), []directive{{"SelfAssessment", [][]string{{"route", "class"}}, []metric{{"requests", "Count"}, {"latency", "Milliseconds"}}}}})
}

// statusOf remembers the status of an answer.
type statusOf struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (w *statusOf) WriteHeader(status int) {
	if !w.wrote {
		w.wrote, w.status = true, status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusOf) Write(p []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(p)
}
