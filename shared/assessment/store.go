package assessment

import (
	"context"
	"errors"
)

// The errors that callers tell apart. Everything else is a fault of the
// system.
var (
	ErrNotFound    = errors.New("there is no such thing in this country's file")
	ErrConflict    = errors.New("somebody else changed this in the meantime")
	ErrSealed      = errors.New("the file is sealed; reopen it to change an answer")
	ErrExists      = errors.New("this exists already")
	ErrSuspended   = errors.New("the operator suspended this person, and only the operator restores them")
	ErrBusy        = errors.New("many people are saving at this moment; try again")
	ErrUnsure      = errors.New("it could not be seen whether this was kept; send it again")
	ErrUnkept      = errors.New("it cannot be kept as it is")
	ErrNotAssigned = errors.New("this is not given to a body you speak for; ask the lead to assign it")
	ErrPaired      = errors.New("this question is put to two bodies; write the reply of yours, and the lead records what is agreed")
	ErrAgreed      = errors.New("the national position on this question is agreed; ask the lead to record another")
	ErrKeyUsed     = errors.New("this idempotency key was used for another request; use a new one")
)

// Repeated says that a call was carried out before under the same key. About
// is what it made.
type Repeated struct{ About string }

func (r *Repeated) Error() string { return "this call was carried out before" }

// Conflict is ErrConflict with what stands there now, so that a page can show
// both texts.
type Conflict struct{ Current *Record }

func (c *Conflict) Error() string { return ErrConflict.Error() }

// Is makes errors.Is(err, ErrConflict) true.
func (c *Conflict) Is(target error) bool { return target == ErrConflict }

// Dialogue keeps what a country and a team both see and write. A Save method
// writes a thing whose author saw Version-1; one that is made again under the
// same id stands as it is, or is ErrKeyUsed if it says otherwise.
type Dialogue interface {
	Clarifications(ctx context.Context, country, team string) ([]Clarification, error)
	SaveClarification(ctx context.Context, c *Clarification) error
	Findings(ctx context.Context, country, team string) ([]Finding, error)
	SaveFinding(ctx context.Context, f *Finding) error
	Engagements(ctx context.Context, country, team string) ([]Engagement, error)
	SaveEngagement(ctx context.Context, e *Engagement) error
}

// Store keeps what a Desk works on. Every method is about one country and
// cannot reach another's. Reads are strong unless a method says otherwise. A
// method that changes something takes the version its caller saw and returns
// ErrConflict when that is out of date; with an event, both are kept or
// neither. A repeat of an acknowledged change under the same request id is
// answered like the first. ErrBusy means that nothing was changed, and ErrUnsure
// that it may have been.
type Store interface {
	Country(ctx context.Context, country string) (*Country, error)
	SaveCountry(ctx context.Context, c *Country, e Event) error

	Members(ctx context.Context, country string) ([]Member, error)
	People(ctx context.Context, country string) ([]Person, error)
	SaveMember(ctx context.Context, country string, m *Member, e Event) error

	// Files lists the headers of all files and revisions.
	Files(ctx context.Context, country string) ([]File, error)
	File(ctx context.Context, country, id string, revision int) (*File, error)
	// OpenFile makes a header and its first records, unless beside, which is
	// told the files that are there, returns an error. Two who open at once are
	// told of each other.
	OpenFile(ctx context.Context, country string, f *File, records []Record, sectionOf func(question string) string, beside func([]File) error, e Event) error
	// SaveFile writes a header; one writer wins.
	SaveFile(ctx context.Context, country string, f *File) error

	// Records lists the records of a section, or of the whole file with "". It
	// may show an answer a moment late.
	Records(ctx context.Context, country string, f *File, section string) ([]Record, error)
	Record(ctx context.Context, country string, f *File, section, question string) (*Record, error)
	History(ctx context.Context, country string, f *File, section, question string) ([]Record, error)
	// SaveRecord keeps a record whose author saw version r.Version-1, with its
	// history. It returns *Conflict or ErrSealed.
	SaveRecord(ctx context.Context, country string, f *File, section string, r *Record) (*Record, error)

	// Freeze marks every question of the file with the header's seal id and
	// returns what it marked: that is the content, whoever saves meanwhile.
	// sections says in which section each question stands.
	Freeze(ctx context.Context, country string, f *File, sections map[string]string) ([]Record, error)
	// FinishSeal keeps the submission, the header and the event together.
	FinishSeal(ctx context.Context, country string, f *File, s *Submission, sectionOf func(question string) string, e Event) error
	Submission(ctx context.Context, country, id string) (*Submission, error)

	// What stands beside the answers is kept for all revisions of a file.
	Assignments(ctx context.Context, country, file string) ([]Assignment, error)
	SaveAssignment(ctx context.Context, country, file string, g *Assignment, e Event) error
	SignOffs(ctx context.Context, country, file string) ([]SignOff, error)
	SaveSignOff(ctx context.Context, country, file string, s *SignOff, e Event) error
	// Comments lists those on a question, or on all with "".
	Comments(ctx context.Context, country, file, question string) ([]Comment, error)
	// SaveComment and SavePlanItem return *Repeated for a call made before.
	SaveComment(ctx context.Context, a Act, file string, c *Comment) error
	Plan(ctx context.Context, country, file string) ([]PlanItem, error)
	SavePlanItem(ctx context.Context, a Act, file string, item *PlanItem) error
	Pairs(ctx context.Context, country, file string) ([]Pair, error)
	Pair(ctx context.Context, country, file, question string) (*Pair, error)
	SavePair(ctx context.Context, country, file string, p *Pair, e Event) error
	// Positions lists every position that was recorded on a question, oldest first.
	Positions(ctx context.Context, country, file, question string) ([]Position, error)
	// Replies lists those to one question, or to all with "".
	Replies(ctx context.Context, country, file, question string) ([]Reply, error)
	SaveReply(ctx context.Context, country, file string, r *Reply) error

	// NationalList reads the newest version of a file's list, with its text.
	NationalList(ctx context.Context, country, file string) (*NationalList, error)
	// SaveNationalList adds the version after the one its author saw.
	SaveNationalList(ctx context.Context, country, file string, l *NationalList, e Event) error
	// Overrides lists what was decided about rows of the Annex, by row.
	Overrides(ctx context.Context, country, file string) ([]Override, error)
	SaveOverride(ctx context.Context, country, file string, o *Override) error

	// Instruments lists every version of every instrument, by id and version.
	Instruments(ctx context.Context, country string) ([]Instrument, error)
	// SaveInstrument adds the version after the one its author saw.
	SaveInstrument(ctx context.Context, country string, i *Instrument, e Event) error

	// Release keeps a package with the grant that lets its audience read it.
	Release(ctx context.Context, country string, p *Package, g *Grant, sectionOf func(question string) string, e Event) error
	// Grants lists what was released, withdrawn grants included.
	Grants(ctx context.Context, country string) ([]Grant, error)
	Withdraw(ctx context.Context, country string, g *Grant, e Event) error

	// IsTeam reports whether an outreach team has this id.
	IsTeam(ctx context.Context, team string) (bool, error)
	// TeamName is what a team calls itself; empty for one that was brought in
	// without a name.
	TeamName(ctx context.Context, team string) (string, error)

	Dialogue

	// Earlier returns *Repeated when the person made this call before under
	// this key, ErrKeyUsed when they made another, nil when neither.
	Earlier(ctx context.Context, sub, key, print string) error

	// Events lists a country's events backwards from before (0: the last).
	Events(ctx context.Context, country string, before, limit int) ([]Event, error)
}
