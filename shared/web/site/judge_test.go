package site_test

import (
	"net/url"
	"strings"
	"testing"
)

// TestJudging: judging begins at the first answer that waits; the level is
// hidden before and shown after; a fault and a stale page keep what was typed;
// saving goes on to the next.
func TestJudging(t *testing.T) {
	w := newWorld(t)
	rosa := w.as("sample-rosa")
	path := "/outreach/packages/" + w.pkg()
	first := path + "/judge/LB-01"
	if to := rosa.get(path + "/judge").want(303).header.Get("Location"); to != first {
		t.Fatalf("judging begins at %s", to)
	}
	rosa.post(first, url.Values{"version": {"0"}}).want(422).has("choose what the text", "say what kind of evidence", "missing; write 20 to 8000")
	form := rosa.get(first).want(200).has("0 of 70 answers judged by your team", "stays hidden until you have judged", "Strategic Trade Control Act 2021", "A critical question takes two reviewers.").lacks("The country’s answer").form(first)
	form.Set("note", "No date <b>found</b> in it.")
	refused := rosa.post(first, form).want(422).has("There is a problem", "choose what the text and the evidence show", "say what kind of evidence you accept", "No date <b>found</b> in it.")
	form = refused.form(first)
	form.Set("level", "1")
	form.Set("grade", "2")
	form.Set("note", " Too short a note.  ")
	rosa.post(first, form).want(422).has("Reason (required)", "it has 17 characters; write 20 to 8000", "Too short a note.")
	if strings.Contains(refused.text, "<b>found") || strings.Contains(refused.text, "The country’s answer") {
		t.Error("a refused rating shows markup or the country’s answer")
	}
	form = refused.form(first)
	form.Set("level", "1")
	form.Set("grade", "2")
	if to := rosa.post(first, form).want(303).header.Get("Location"); to != path+"/judge/LB-02" {
		t.Errorf("the next is %s", to)
	}
	rosa.get(first).want(200).has("Your rating is 2 levels below the country’s.", "Level 3: In force, full scope", "Level 1:", "1 of 70 answers judged by your team", "You have judged 1.")
	rosa.get(path+"/sections/LB-A").want(200).has("levels for 7 answers that you have not judged are not shown here", "Show the country’s own levels")
	rosa.get("/outreach").has("1 critical question was judged by one reviewer only; it takes two.", "69 answers are still to be judged.", "Critical questions that do not pass:", "5 critical questions were not released: nothing can be said of them", "May the authority require a licence for an item that is on no list")

	form.Set("note", "Another note, as long.")
	stale := rosa.post(first, form).want(412).has("This rating was saved meanwhile", "No date <b>found</b> in it.", "Another note, as long.")
	again := stale.form(first)
	again.Set("level", "2")
	again.Set("show", "1")
	if to := rosa.post(first, again).want(303).header.Get("Location"); to != first {
		t.Errorf("to show the answer, the way leads to %s", to)
	}
	rosa.get(first).want(200).has("Your rating is 1 level below the country’s.", "Another note, as long.")
	rosa.post(first, url.Values{"level": {"1"}, "grade": {"1"}}).want(428)
	w.as("sample-ines").post(first, form).want(404)

	number := path + "/judge/AX-02" // a count of the rows of the Annex
	form = rosa.get(number).want(200).has("How many, of 200?").lacks("172").form(number)
	form.Set("grade", "2")
	form.Set("note", "The table counts the rows.")
	for _, wrong := range []string{"", "lots", "201", "-1"} {
		form.Set("level", wrong)
		rosa.post(number, form).want(422)
	}
	form.Set("level", "150")
	rosa.post(number, form).want(303)
	rosa.get(number).want(200).has("172 of 200", "150 of 200")
}

// TestSettling: colleagues' ratings are hidden until one's own is given; where
// two differ by two levels a third settles it, and only there; those who differ
// read so; the agreement page says what the figures mean.
func TestSettling(t *testing.T) {
	w := newWorld(t)
	rosa, omar, pkg := w.as("sample-rosa"), w.as("sample-omar"), w.pkg()
	path := "/outreach/packages/" + pkg
	judge, settle := path+"/judge/LB-01", path+"/settle/LB-01"
	rosa.get(path + "/agreement").want(200).has("Nothing can be compared yet")
	w.rate("sven", pkg, "LB-01", 4)
	rosa.get(judge).want(200).has("1 colleague has judged it.").lacks("A note of sven", "Rating of sven")
	given := url.Values{"version": {"0"}, "level": {"1"}, "grade": {"1"}, "note": {"The decree shows no more."}}
	rosa.post(settle, given).want(422).has("there is nothing to settle here")
	rosa.post(judge, given).want(303)
	rosa.get(judge).want(200).has("Reviewers differ by two levels or more", "Rating of sven", "A note of sven", "a third reviewer settles it").lacks("Save as the team’s rating")
	rosa.post(settle, given).want(409).has("Your own rating is one of those that differ here", "The decree shows no more.")
	d := omar.get(judge).want(200).has("You are not one of those who differ", "A note of sven", "Rating of Rosa Lind", "The decree shows no more.").lacks("The country’s answer", "Save and go to the next")
	rosa.get(path+"/agreement").want(200).has("To be settled", "LB-01")
	form := d.form(settle)
	form.Set("level", "2")
	form.Set("note", "Article 4 gives half of it.")
	refused := omar.post(settle, form).want(422).has("There is a problem")
	form = refused.form(settle)
	if form.Get("level") != "2" {
		t.Error("the level that was chosen is gone")
	}
	form.Set("grade", "3")
	form.Del("note")
	omar.post(settle, form).want(422).has("Reason (required)", "missing; write 20 to 8000")
	form.Set("note", "Article 4 gives half of it.")
	omar.post(settle, form).want(303)
	rosa.get(judge).want(200).has("Settled by the team", "Level 2:").lacks("Reviewers differ by two levels or more", "a third reviewer settles it")
	omar.post(settle, form).want(412).has("This rating was saved meanwhile")

	for _, id := range []string{"LB-02", "LB-03", "LB-04", "LB-05", "LB-06", "LB-07", "LB-08", "LB-09", "LB-10", "LB-12", "LB-13"} {
		w.rate("sven", pkg, id, 2)
	}
	rosa.get(path+"/agreement").want(200).has("Questions with 5 levels", "Above zero: the country rates itself higher.", "of 1; at most one level apart, the same level included, on", "appear from 10 questions", "The result with your team’s ratings", "To be judged by a second reviewer").
		lacks("Nothing can be compared yet")
	if to := rosa.get(path + "/judge").want(303).header.Get("Location"); to != path+"/judge/LB-03" {
		t.Errorf("a colleague judged what is not critical; yet judging begins at %s", to)
	}
}

// TestDialogue: a clarification and a finding reach the list; what is wrong
// comes back with what was typed; a form sent twice is carried out once.
func TestDialogue(t *testing.T) {
	w := newWorld(t)
	rosa := w.as("sample-rosa")
	path := "/outreach/packages/" + w.pkg()
	for _, c := range []struct{ page, field, kept string }{
		{path + "/clarifications", "asked", "Which article of the draft"},
		{path + "/findings", "text", "unlisted items stands in a draft only"},
	} {
		form := rosa.get(c.page+"?question=LB-02").want(200).has(c.kept, "Rosa Lind").form(c.page)
		if form.Get("question") != "LB-02" {
			t.Errorf("%s: the question that it is about is %q", c.page, form.Get("question"))
		}
		refused := rosa.post(c.page, form).want(422).has("There is a problem").form(c.page)
		if refused.Get("question") != "LB-02" {
			t.Errorf("%s: the question that was chosen is gone", c.page)
		}
		refused.Set(c.field, "<script>alert(1)</script> and more")
		for range 2 {
			rosa.post(c.page, refused).want(303)
		}
		d := rosa.get(c.page).want(200).has("<script>alert(1)</script> and more")
		if strings.Contains(d.text, "<script>alert") || strings.Count(d.words(), "and more") != 1 {
			t.Errorf("%s: it stands there %d times, or as markup", c.page, strings.Count(d.words(), "and more"))
		}
		refused.Del("key")
		rosa.post(c.page, refused).want(400)
	}
	if _, err := w.desk.Clarify(t.Context(), lead, "sample-clarification", 1, "Article 6 of the draft."); err != nil {
		t.Fatal(err)
	}
	rosa.get(path+"/clarifications").want(200).has("Article 6 of the draft.", "Replied on")
}

// judges has a reviewer judge a question of a package.
func judges(who *browser, path, question string) {
	at := path + "/judge/" + question
	form := who.get(at).want(200).form(at)
	form.Set("level", "1")
	form.Set("grade", "2")
	form.Set("note", "The decree shows no more.")
	who.post(at, form).want(303)
}

// TestComparePage: what changed between two records stands question by
// question, in words, the earlier first whichever is open; but not before the
// reviewer has judged it.
func TestComparePage(t *testing.T) {
	w := newWorld(t)
	rosa, pkg := w.as("sample-rosa"), w.pkg()
	path := "/outreach/packages/" + pkg
	rosa.get(path+"/compare").want(200).has("LB-01", "shown once you have judged").lacks("Improved", "Level 3: In force, full scope")
	judges(rosa, path, "LB-01")
	d := rosa.get(path+"/compare").want(200).has("Cycle 2025, released on 26 November 2025", "LB-01", "Improved", "Level 2: In force, with gaps that matter", "Level 3: In force, full scope")
	links := d.all("a", "aria-current", "true")
	if len(links) != 1 {
		t.Fatalf("%d records to compare with", len(links))
	}
	_, earlier, _ := strings.Cut(attribute(links[0], "href"), "with=")
	turned := rosa.get("/outreach/packages/"+earlier+"/compare?with="+pkg).want(200).has("Improved", "Level 3: In force, full scope")
	if words := turned.words(); strings.Index(words, "Level 2: In force, with") > strings.Index(words, "Level 3: In force, full") {
		t.Error("the later stands first")
	}
}
