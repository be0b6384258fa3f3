package site_test

import (
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestOpenedPage: the record is without the levels that its reviewer has not
// judged, until they ask for them where it says what that means; what they judge
// afterwards says that it is not blind, and the agreement page counts it.
func TestOpenedPage(t *testing.T) {
	w := newWorld(t)
	rosa, omar, pkg := w.as("sample-rosa"), w.as("sample-omar"), w.pkg()
	path := "/outreach/packages/" + pkg
	const level, means, marked = "Level 3: In force, full scope", "Judgements that you give afterwards are marked as not blind.", "Not blind: the country’s level could be seen"
	judges(rosa, path, "LB-01")
	rosa.get(path + "/judge/LB-01").want(200).has(level).lacks(marked)
	rosa.get(path + "/agreement").want(200).has("All ratings were given blind")
	for _, page := range []string{path, path + "/sections/LB-A"} {
		d := omar.get(page).want(200).has(means).lacks(level, "You have opened")
		if len(d.all("a", "href", page+"?view=whole")) != 1 {
			t.Errorf("%s does not lead to the levels", page)
		}
		omar.get(page + "?view=Whole").want(200).has(means).lacks(level)
	}
	if opened, err := w.store.Opened(t.Context(), sample.Team, pkg, "sample-omar"); opened || err != nil {
		t.Fatalf("opened by reading: %v, %v", opened, err)
	}
	omar.get(path + "/judge/LB-02").want(200).has("stays hidden until you have judged")
	if d := omar.get(path + "?view=whole").want(200).has("You have opened the country’s own levels"); len(d.all("a", "href", path+"/sections/LB-A?view=whole")) == 0 {
		t.Error("the sections do not keep the levels")
	}
	if opened, err := w.store.Opened(t.Context(), sample.Team, pkg, "sample-omar"); !opened || err != nil {
		t.Fatalf("not kept: %v", err)
	}
	omar.get(path + "/sections/LB-A?view=whole").want(200).has(level)
	omar.get(path + "/judge/LB-02").want(200).has("You can still judge; your judgement is marked as not blind.").lacks("stays hidden until")
	judges(omar, path, "LB-02")
	omar.get(path + "/judge/LB-02").want(200).has(marked)
	judges(rosa, path, "LB-02")
	rosa.get(path + "/judge/LB-02").want(200).has(marked) // omar's, beside her own
	omar.get(path + "/agreement").want(200).has("so not blind: 1 of 3.")
}
