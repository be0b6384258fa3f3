package site_test

import (
	"context"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestYears: every sealed record of the country stands in the trend with the
// figures of its result, and two of them can be compared question by question.
func TestYears(t *testing.T) {
	w := newWorld(t)
	ines := w.as("sample-ines")
	points := w.sealed()
	d := ines.get("/years").want(200).has("Over the years", "Like for like", "As assessed", "Now pass: EN-01, EN-16 and EN-25")
	for _, p := range points {
		d.has(p.Cycle, p.Index.Text(1))
		for _, c := range p.Criteria {
			d.has(c.AsAssessed.Text(1), c.LikeForLike.Text(1))
			if span := c.AsAssessed.Text(1) + " to " + c.High.Text(1); c.AsAssessed.Text(1) != c.High.Text(1) {
				d.has(span)
			} else {
				d.lacks(span)
			}
		}
		if len(d.all("a", "href", "/submissions/"+p.Submission+"/result")) == 0 {
			t.Errorf("%s does not lead to its result", p.Cycle)
		}
	}
	form := d.form("/years/compare")
	if form.Get("from") != points[0].Submission || form.Get("to") != points[1].Submission {
		t.Errorf("the form compares %v", form)
	}
	changes, err := w.desk.Compare(context.Background(), sample.XB, points[0].Submission, points[1].Submission)
	if err != nil {
		t.Fatal(err)
	}
	page := ines.get("/years/compare?"+form.Encode()).want(200).has("Question by question", "Improved", "Now proven", "Evidence expired", "Proof: grade", "Differences are of the exact figures", "Points of the criterion")
	for _, c := range changes.Criteria {
		page.has(c.Before.Text(1), c.After.Text(1), "+"+c.Total.Text(1))
	}
	for _, a := range changes.Answers {
		page.has(a.Question)
	}

	ines.get("/years/compare?from=" + points[1].Submission + "&to=" + points[0].Submission).want(422)
	ines.get("/years/compare?from=" + points[0].Submission + "&to=a%23b").want(404)
	ines.get("/years/compare").want(404)
	ines.get("/years?track=prospective").want(200).has("Nothing has been sealed on this track yet")
	ada := w.as("sample-ada")
	ada.get("/years").want(200).has("Nothing has been sealed on this track yet")
	ada.get("/years/compare?from=" + points[0].Submission + "&to=" + points[1].Submission).want(404)
	w.as("sample-rosa").get("/years").want(404)
}
