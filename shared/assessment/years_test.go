package assessment

import (
	"encoding/json"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// number reads a score.
func number(t *testing.T, text string) scoring.Number {
	t.Helper()
	var n scoring.Number
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAnchor: a like-for-like line ends at the last score, goes back by
// like-for-like changes, and does not cross a break.
func TestAnchor(t *testing.T) {
	point := func(score, change string, brk bool) TrendPoint {
		return TrendPoint{Criteria: []TrendCriterion{{AsAssessed: number(t, score), LikeForLike: number(t, change), Break: brk}}}
	}
	for _, test := range []struct {
		name   string
		points []TrendPoint
		want   []string
	}{
		{"nothing", nil, nil},
		{"one", []TrendPoint{point("40", "null", false)}, []string{"40.0"}},
		{"the worked example", []TrendPoint{point("46.19", "null", false), point("65", "25.75", false)}, []string{"39.3", "65.0"}},
		{"three", []TrendPoint{point("10", "null", false), point("30", "5", false), point("50", "-2.5", false)}, []string{"47.5", "52.5", "50.0"}},
		{"a break", []TrendPoint{point("10", "null", false), point("30", "null", true), point("50", "15", false)}, []string{"-", "35.0", "50.0"}},
		{"nothing applied before", []TrendPoint{point("null", "null", false), point("50", "null", true)}, []string{"-", "50.0"}},
	} {
		anchor(test.points)
		for i := range test.points {
			if got := test.points[i].Criteria[0].LikeForLike.Text(1); got != test.want[i] {
				t.Errorf("%s: point %d is at %s, want %s", test.name, i, got, test.want[i])
			}
		}
	}
}
