package questionnaire

import (
	"slices"
	"testing"
	"testing/fstest"
)

// TestExcerpt: one catalogue taken out is a content folder that passes Lint on
// its own, published or not, and holds the same files.
func TestExcerpt(t *testing.T) {
	whole := newSmall().fs(t)
	l, err := Open(whole, smallLists)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range l.Index.Catalogues {
		files, err := l.Excerpt(e.ID)
		if err != nil {
			t.Fatal(err)
		}
		part := fstest.MapFS{}
		for name, data := range files {
			part[name] = &fstest.MapFile{Data: data}
			if name != IndexFile && name != PublishedFile && !slices.Equal(data, whole[name].Data) {
				t.Errorf("%s: %s is another", e.ID, name)
			}
		}
		if len(files) != len(e.Files)+2 {
			t.Errorf("%s: %d files", e.ID, len(files))
		}
		if faults := Lint(part, smallLists); faults.Err() != nil {
			t.Errorf("%s: %v", e.ID, faults)
		}
		if alone, err := Open(part, smallLists); err != nil || alone.Index.Current != e.ID {
			t.Errorf("%s: %v", e.ID, err)
		}
	}
	if _, err := l.Excerpt("1999-01"); err == nil {
		t.Error("there is an excerpt of nothing")
	}
}
