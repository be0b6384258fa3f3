package questionnaire

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Names of the files at the top of a content folder.
const (
	IndexFile     = "catalogue.json"
	PublishedFile = "published.sum"
)

// Index is catalogue.json: every catalogue there is, oldest first.
type Index struct {
	Format     int          `json:"format"`
	Current    string       `json:"current"` // the catalogue that new assessments use
	Catalogues []IndexEntry `json:"catalogues"`
}

// IndexEntry lists one catalogue's files. Files are named relative to Dir and
// carry their SHA-256 in hexadecimal.
type IndexEntry struct {
	ID             string            `json:"id"`
	Status         Status            `json:"status"`
	Dir            string            `json:"dir"`
	Questionnaires []string          `json:"questionnaires"` // ids, in the order in which they are shown
	Languages      []string          `json:"languages"`      // languages with complete texts; the first is the source
	Files          map[string]string `json:"files"`
}

// Text is the words of one questionnaire in one language.
type Text struct {
	Format         int                          `json:"format"`
	Questionnaire  string                       `json:"questionnaire"`
	Version        string                       `json:"version"`
	Language       string                       `json:"language"`
	Title          string                       `json:"title"`
	Summary        string                       `json:"summary"`
	Sections       map[string]SectionText       `json:"sections"`
	Questions      map[string]QuestionText      `json:"questions"`
	Contradictions map[string]ContradictionText `json:"contradictions,omitempty"`
}

// SectionText is the words of a section.
type SectionText struct {
	Title   string `json:"title"`
	Summary string `json:"summary"`
}

// QuestionText is the words of a question. Options stand in the order of the
// question's points, lowest first.
type QuestionText struct {
	Stem      string            `json:"stem"`
	Options   []OptionText      `json:"options,omitempty"`
	Elements  map[string]string `json:"elements,omitempty"` // what a count counts, by element id
	Measure   *Measure          `json:"measure,omitempty"`  // how a share or a long count is taken
	Choices   map[string]string `json:"choices,omitempty"`  // what a profile question offers, by choice id
	Help      string            `json:"help"`
	Proof     string            `json:"proof"` // one example of acceptable proof
	AndReason string            `json:"and_reason,omitempty"`
}

// OptionText is one level of a ladder: a label for lists and a descriptor that
// says what must be true at that level for this question.
type OptionText struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Measure says how a number is taken: out of what, what counts, as of when.
type Measure struct {
	Of      string `json:"of"`
	Counted string `json:"counted"`
	Date    string `json:"date"`
}

// ContradictionText tells a person what does not fit together and what to look
// at.
type ContradictionText struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// ReferenceText is the words of the reference list in one language.
type ReferenceText struct {
	Format     int                  `json:"format"`
	Language   string               `json:"language"`
	References map[string]CitedText `json:"references"`
	Offices    map[string]string    `json:"offices"`
	Criteria   map[string]string    `json:"criteria"`
	Grades     []string             `json:"grades"` // evidence grades 0 to 4
}

// CitedText is what a cited paragraph is called and what it says, in our own
// words.
type CitedText struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Library is a content folder with its index read. It may be shared between
// goroutines; catalogues and texts are read when asked for.
type Library struct {
	Index Index
	fsys  fs.FS
	lists map[string][]string
}

// content is where a catalogue came from.
type content struct {
	fsys fs.FS
	dir  string
}

// Open reads the index of a content folder. lists holds the choices that
// questions take from elsewhere, by name ("annex": the entries of the Annex).
// The content is expected to have passed Lint.
func Open(fsys fs.FS, lists map[string][]string) (*Library, error) {
	l := &Library{fsys: fsys, lists: lists}
	if err := readJSON(fsys, IndexFile, &l.Index); err != nil {
		return nil, err
	}
	return l, nil
}

// Catalogue reads the structure of the catalogue with that id, or of the
// current one when id is empty. The error lists the ids there are.
func (l *Library) Catalogue(id string) (*Catalogue, error) {
	if id == "" {
		id = l.Index.Current
	}
	var have []string
	for _, e := range l.Index.Catalogues {
		if e.ID == id {
			return l.read(e)
		}
		have = append(have, e.ID)
	}
	return nil, fmt.Errorf("there is no catalogue %q; there are: %s", id, strings.Join(have, ", "))
}

func (l *Library) read(e IndexEntry) (*Catalogue, error) {
	c := &Catalogue{
		ID: e.ID, Status: e.Status, Languages: e.Languages,
		References: &ReferenceList{},
		folder:     content{l.fsys, e.Dir},
		lists:      l.lists,
	}
	if err := readJSON(l.fsys, e.Dir+"/references.json", c.References); err != nil {
		return nil, err
	}
	for _, id := range e.Questionnaires {
		n := &Questionnaire{}
		if err := readJSON(l.fsys, e.Dir+"/"+id+".json", n); err != nil {
			return nil, err
		}
		c.Questionnaires = append(c.Questionnaires, n)
	}
	c.link()
	return c, nil
}

// Excerpt returns the files of a content folder that holds one catalogue and
// nothing else, by name, so that it can travel with what was answered under it.
func (l *Library) Excerpt(id string) (map[string][]byte, error) {
	i := slices.IndexFunc(l.Index.Catalogues, func(e IndexEntry) bool { return e.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("there is no catalogue %q", id)
	}
	e := l.Index.Catalogues[i]
	index, err := Encode(Index{Format: l.Index.Format, Current: id, Catalogues: []IndexEntry{e}})
	if err != nil {
		return nil, err
	}
	published, err := fs.ReadFile(l.fsys, PublishedFile)
	if err != nil {
		return nil, fmt.Errorf("copying catalogue %s: %w", id, err)
	}
	files := map[string][]byte{IndexFile: index, PublishedFile: nil}
	for line := range strings.Lines(string(published)) {
		if strings.Contains(line, "  "+e.Dir+"/") {
			files[PublishedFile] = append(files[PublishedFile], line...)
		}
	}
	for name := range e.Files {
		at := e.Dir + "/" + name
		if files[at], err = fs.ReadFile(l.fsys, at); err != nil {
			return nil, fmt.Errorf("copying catalogue %s: %w", id, err)
		}
	}
	return files, nil
}

// NewCatalogue makes a catalogue of questionnaires that are already in memory,
// without texts, for tests and for content under construction.
func NewCatalogue(id string, lists map[string][]string, questionnaires ...*Questionnaire) *Catalogue {
	c := &Catalogue{ID: id, Status: Draft, Questionnaires: questionnaires, References: &ReferenceList{}, lists: lists}
	c.link()
	return c
}

// link fills in what follows from the files. It makes its own copy of the
// section pointers, so a questionnaire belongs to one catalogue.
func (c *Catalogue) link() {
	c.byID = map[string]*Question{}
	for _, n := range c.Questionnaires {
		for i := range n.Sections {
			s := &n.Sections[i]
			for j := range s.Questions {
				s.Questions[j].Section = s
				c.byID[s.Questions[j].ID] = &s.Questions[j]
			}
		}
	}
}

// Text reads the words of one questionnaire of the catalogue in a language.
func (c *Catalogue) Text(questionnaire, language string) (*Text, error) {
	t := &Text{}
	return t, readJSON(c.folder.fsys, c.folder.dir+"/"+questionnaire+"."+language+".json", t)
}

// ReferenceText reads the words of the reference list in a language.
func (c *Catalogue) ReferenceText(language string) (*ReferenceText, error) {
	t := &ReferenceText{}
	return t, readJSON(c.folder.fsys, c.folder.dir+"/references."+language+".json", t)
}

func readJSON(fsys fs.FS, name string, v any) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("reading questionnaires: %w; is this a folder with %s?", err, IndexFile)
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("reading questionnaires: %s: %w; `offline lint` shows where", name, err)
	}
	return nil
}
