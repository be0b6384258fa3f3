package assessment

import (
	_ "embed"
	"slices"
	"strings"
	"time"
)

// zoneNames are the time zones of the IANA database (public domain) that its
// zone.tab names for places, and UTC; one a line.
//
//go:embed zones.txt
var zoneNames string

// Zones are the names of all time zones that a profile offers, in order.
func Zones() []string { return strings.Fields(zoneNames) }

// isZone reports whether a name is that of a time zone: one of ours, also on a
// computer that has no data of time zones and shows UTC instead, or another
// that the computer knows.
func isZone(name string) bool {
	if slices.Contains(Zones(), name) {
		return true
	}
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}
