package store

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

func key(partition, sort string) table.Key { return table.Key{PK: partition, SK: sort} }

func people(side access.Side, sub string) string { return "U#" + string(side[:1]) + "#" + sub + "#" }

func private(country string) string { return "P#" + country + "#" }

func working(country string, f *assessment.File) string {
	return fmt.Sprintf("P#%s#%s#%02d#", country, f.ID, f.Revision)
}

func sealed(country, submission string) string { return "N#" + country + "#" + submission + "#" }

func shared(pkg string) string { return "S#" + pkg + "#" }

func grants(team string) string { return "G#" + team + "#" }

func audit(owner string) string { return "A#" + owner + "#" }

func headerKey(id string, revision int) string { return fmt.Sprintf("F#%s#%02d", id, revision) }

func recordKey(section, question string) string { return "A#" + section + "#" + question }

func historyKey(section, question string, version int) string {
	return fmt.Sprintf("H#%s#%s#%05d", section, question, version)
}

func eventKey(n int) string { return fmt.Sprintf("%010d", n) }

// stamp is a version as the table holds it, with the mark of a seal.
type stamp struct {
	version int
	mark    string
}

func (s stamp) String() string {
	if s.mark == "" {
		return strconv.Itoa(s.version)
	}
	return strconv.Itoa(s.version) + "~" + s.mark
}

func parseStamp(text string) (stamp, error) {
	number, mark, _ := strings.Cut(text, "~")
	n, err := strconv.Atoi(number)
	if err != nil {
		return stamp{}, fmt.Errorf("%q is no version; the table was written by another program", text)
	}
	return stamp{n, mark}, nil
}

// ledgerZone reports whether a partition is in the append-only ledger.
func ledgerZone(partition string) bool {
	return partition != "" && strings.ContainsRune("NSA", rune(partition[0]))
}
