// Package workbook carries a file's answers out of the product in a spreadsheet
// (XLSX) and back, for ministries that answer without signing in.
//
// Writing makes one sheet per section in a language, with drop-downs, guidance in
// notes and a structure that is protected. Reading takes such a book back,
// from any spreadsheet program, and says of every answer what it is or why it cannot
// be read, naming sheet and cell; whether it is then saved, package assessment
// decides. Nothing in a book is believed but what its cells say: sheets and
// columns are found by what stands in their hidden first row, so that names and
// order do not matter.
//
// Export and Import do the same for those who write the questionnaires: a book
// of plain sheets, close to XLSForm, that holds a whole catalogue without loss.
// Draft begins such a book from a plain XLSForm. List finds a national control
// list in whatever workbook it stands; package annex reads it.
package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// New returns what writes and reads workbooks of the questionnaires. Reading
// takes at most some 30 MiB of memory, whatever a file holds.
func New(content *assessment.Content) assessment.Workbooks { return &format{content} }

// format implements assessment.Workbooks.
type format struct{ content *assessment.Content }

// version is the version of the layout; a change that Read cannot follow is a
// new one.
const version = "1"

// mark begins the cell of the hidden first row that says what a sheet is. It
// stands over the sheet's first column.
const mark = "mtcr:"

// The rows of every sheet that is read, counted from that of the mark.
const (
	titleRow = 1
	headRow  = 2
	firstRow = 3
)

// input is what people may enter in a column.
type input int

const (
	locked input = iota // what the book says to its reader
	hidden              // what the book says to Read
	line                // a short text
	text                // a long text
	chosen              // one of a list
	number              // the answer itself: what it takes depends on the question
	day
)

// column is one column of a sheet.
type column struct {
	key   string // in the hidden first row
	head  language.Key
	width float64 // in characters
	input input
}

// layout is one kind of sheet.
type layout struct {
	mark    string
	columns []column
}

// proof are the columns of one proof, in every sheet that has one.
var proof = []column{
	{"evidence.title", language.EvidenceName, 26, line},
	{"evidence.grade", language.EvidenceGrade, 22, chosen},
	{"evidence.date", language.EvidenceDate, 11, day},
	{"evidence.pinpoint", language.EvidencePinpoint, 16, line},
	{"evidence.sealed", language.WorkbookSealed, 10, chosen},
	{"evidence.custodian", language.EvidenceCustodian, 16, line},
	{"evidence.identifier", language.EvidenceIdentifier, 13, line},
}

// The sheets that are read.
var (
	answersLayout = layout{"answers", concat(
		[]column{
			{"id", 0, 8, hidden}, {"base", 0, 8, hidden},
			{"number", language.WorkbookNumber, 8, locked}, {"stem", language.WorkbookQuestion, 46, locked},
			{"answer", language.WorkbookAnswer, 26, number}, {"state", language.WorkbookState, 16, chosen},
			{"text", language.WorkbookText, 40, text}, {"reason", language.WorkbookReason, 24, text},
		},
		proof,
		[]column{
			{"cited", language.WorkbookCited, 28, chosen}, {"release", language.WorkbookRelease, 16, chosen}, {"flag", language.WorkbookFlag, 24, line},
		})}
	choicesLayout = layout{"choices", []column{
		{"id", 0, 8, hidden}, {"choice", 0, 8, hidden},
		{"number", language.WorkbookNumber, 8, locked}, {"label", language.WorkbookChoice, 70, locked}, {"tick", language.WorkbookTick, 12, chosen},
	}}
	evidenceLayout    = layout{"evidence", concat([]column{{"id", language.WorkbookNumber, 10, chosen}}, proof)}
	citedLayout       = layout{"cited", []column{{"id", language.WorkbookNumber, 10, chosen}, {"cited", language.WorkbookCited, 60, chosen}}}
	instrumentsLayout = layout{"instruments", []column{
		{"citation", 0, 8, hidden},
		{"label", language.WorkbookInstrument, 50, locked}, {"kind", language.WorkbookKind, 14, locked}, {"articles", language.WorkbookArticles, 24, locked},
		{"body", language.WorkbookIssued, 28, locked}, {"from", language.WorkbookFrom, 14, locked}, {"to", language.WorkbookUntil, 14, locked},
	}}
	settingsLayout = layout{"settings", []column{{"key", 0, 12, hidden}, {"value", 0, 40, hidden}}}
)

func concat(lists ...[]column) []column {
	var all []column
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// at is the place of a column in the sheets that Write makes.
func (l *layout) at(key string) int {
	i := slices.IndexFunc(l.columns, func(c column) bool { return c.key == key })
	if i < 0 {
		panic("workbook: " + l.mark + " has no column " + key) // a mistake in this file
	}
	return i
}

// words are the entries of the drop-downs in one language, by what they mean.
type words struct {
	lang language.Language
	text *questionnaire.Wording
}

// option is one entry of a drop-down.
type option struct{ code, label string }

// states are the states that can be chosen for a question; not applicable only
// where it may be.
func (w *words) states(na bool) []option {
	codes := []questionnaire.State{questionnaire.Value, questionnaire.NotKnown, questionnaire.Declined, questionnaire.Unanswered}
	if na {
		codes = append(codes, questionnaire.NA)
	}
	return optionsOf(w.lang, "state", codes...)
}

func (w *words) releases() []option {
	return optionsOf(w.lang, "release", questionnaire.ReleaseMinistry, questionnaire.ReleaseNational, questionnaire.ReleaseOutreach, questionnaire.ReleasePublic)
}

func optionsOf[T ~string](l language.Language, group string, codes ...T) []option {
	var all []option
	for _, c := range codes {
		all = append(all, option{string(c), l.Word(group, string(c))})
	}
	return all
}

// grades are the kinds of proof.
func (w *words) grades() []option {
	var all []option
	for g := range 5 {
		all = append(all, option{strconv.Itoa(g), fmt.Sprintf("%d: %s", g, w.lang.Word("evidence", "grade."+strconv.Itoa(g)))})
	}
	return all
}

func (w *words) yesNo() []option {
	return []option{{"yes", w.lang.Text(language.WorkbookYes)}, {"no", w.lang.Text(language.WorkbookNo)}}
}

// levels are the options of a ladder, lowest first.
func (w *words) levels(q *questionnaire.Question) []option {
	var all []option
	for i, o := range w.text.Questions[q.ID].Options {
		all = append(all, option{strconv.Itoa(i), fmt.Sprintf("%d: %s", i, o.Label)})
	}
	return all
}

// choices are what a profile question offers or a count counts.
func (w *words) choices(c *questionnaire.Catalogue, q *questionnaire.Question) []option {
	ids, labels := q.Elements, w.text.Questions[q.ID].Elements
	if q.Type == questionnaire.Profile {
		ids, labels = c.ChoicesOf(q), w.text.Questions[q.ID].Choices
	}
	var all []option
	for _, id := range ids {
		label := labels[id]
		if label == "" {
			label = id // an entry of the Annex is its own word
		}
		all = append(all, option{id, label})
	}
	return all
}

// citing is how a version of an instrument is named in drop-downs: unlike any
// other, since two laws may bear one title.
func citing(i *assessment.Instrument, ledger []assessment.Instrument) string {
	label := strings.Join(strings.Fields(i.Title), " ")
	if i.Number != "" {
		label += ", " + strings.Join(strings.Fields(i.Number), " ")
	}
	for n := range ledger {
		other := &ledger[n]
		if other.ID == i.ID && other.Version != i.Version || other.ID != i.ID && other.Title == i.Title && other.Number == i.Number {
			return fmt.Sprintf("%s (%s, %d)", label, i.ID, i.Version)
		}
	}
	return label
}
