// Prometheus' own OTLP receiver, storage and engine behind two ports of its API, without the discovery of targets that
// makes it large. It asks what CloudWatch is asked: names as they were sent, each timer one native histogram.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"log"
	"log/slog"
	"math"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage/remote"
	"github.com/prometheus/prometheus/tsdb"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:9491", "")
	data := flag.String("data", "", "a directory that is empty")
	flag.Parse()

	options := tsdb.DefaultOptions()
	options.EnableNativeHistograms = true
	// The collector sends in batches, not in order of time.
	options.OutOfOrderTimeWindow = (5 * time.Minute).Milliseconds()
	db, err := tsdb.Open(*data, nil, nil, options, nil)
	if err != nil {
		log.Fatal(err)
	}
	settings := config.DefaultConfig
	settings.OTLPConfig = config.OTLPConfig{
		TranslationStrategy:     config.NoTranslation,
		ConvertHistogramsToNHCB: true,
	}
	engine := promql.NewEngine(promql.EngineOpts{
		MaxSamples: 50_000_000, Timeout: 20 * time.Second, EnableAtModifier: true, EnableNegativeOffset: true,
	})

	http.Handle("POST /v1/metrics", withBuckets(remote.NewOTLPWriteHandler(
		slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})), nil, db,
		func() config.Config { return settings }, remote.OTLPOptions{})))
	http.HandleFunc("GET /api/v1/query", func(w http.ResponseWriter, r *http.Request) {
		query, err := engine.NewInstantQuery(r.Context(), db, nil, r.FormValue("query"), moment(r, "time"))
		answer(w, r, query, err)
	})
	http.HandleFunc("GET /api/v1/query_range", func(w http.ResponseWriter, r *http.Request) {
		step, _ := strconv.ParseFloat(r.FormValue("step"), 64)
		query, err := engine.NewRangeQuery(r.Context(), db, nil, r.FormValue("query"), moment(r, "start"), moment(r, "end"),
			time.Duration(step*float64(time.Second)))
		answer(w, r, query, err)
	})
	log.Fatal(http.ListenAndServe(*listen, nil))
}

// Gives each histogram that has none its one bucket. OTLP allows a histogram of a count and a sum alone ("buckets are
// optional", opentelemetry/proto/metrics/v1), and Micrometer sends one for each timer that nobody asks quantiles of. What
// makes native histograms of them refuses it, and all else in the same request with it.
func withBuckets(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request, err := remote.DecodeOTLPWriteRequest(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		for _, resource := range request.Metrics().ResourceMetrics().All() {
			for _, scope := range resource.ScopeMetrics().All() {
				for _, metric := range scope.Metrics().All() {
					if metric.Type() != pmetric.MetricTypeHistogram {
						continue
					}
					for _, point := range metric.Histogram().DataPoints().All() {
						if point.BucketCounts().Len() == 0 {
							point.BucketCounts().Append(point.Count())
						}
					}
				}
			}
		}
		body, err := request.MarshalProto()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/x-protobuf")
		r.Header.Del("Content-Encoding")
		next.ServeHTTP(w, r)
	})
}

// Seconds since 1970, or now.
func moment(r *http.Request, name string) time.Time {
	seconds, err := strconv.ParseFloat(r.FormValue(name), 64)
	if err != nil {
		return time.Now()
	}
	whole, part := math.Modf(seconds)
	return time.Unix(int64(whole), int64(part*1e9))
}

func answer(w http.ResponseWriter, r *http.Request, query promql.Query, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err == nil {
		defer query.Close()
		result := query.Exec(r.Context())
		if err = result.Err; err == nil {
			warnings, infos := result.Warnings.AsStrings("", 5, 5)
			json.NewEncoder(w).Encode(map[string]any{
				"status": "success", "warnings": warnings, "infos": infos,
				"data": map[string]any{"resultType": result.Value.Type(), "result": result.Value},
			})
			return
		}
	}
	w.WriteHeader(http.StatusUnprocessableEntity)
	json.NewEncoder(w).Encode(map[string]any{"status": "error", "error": err.Error()})
}
