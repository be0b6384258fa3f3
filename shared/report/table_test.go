package report_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// TestCell: no text starts a formula, nothing else about it changes, and what
// no cell can hold is shown as missing.
func TestCell(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "plain": "plain", "a=1": "a=1", " =1": " =1", "لا": "لا",
		"=1+1": "'=1+1", "+441": "'+441", "-2": "'-2", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a",
		"a\x00b": "a\ufffdb", "\ufeff=1": "\ufffd=1", "\xff": "\ufffd", "\x1b[31m": "\ufffd[31m",
	} {
		if got := report.Cell(text); got != want {
			t.Errorf("Cell(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzCell(f *testing.F) {
	for _, p := range phrases {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := report.Cell(text)
		first, _ := utf8.DecodeRuneInString(got)
		if !utf8.ValidString(got) || got != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
			t.Errorf("Cell(%q) = %q", text, got)
		}
	})
}

// TestCalendar: lines fold at 75 octets between characters, end in CR LF, and
// say what was said once they are unfolded.
func TestCalendar(t *testing.T) {
	for seed := range 12 {
		d := draw(seed).document(t, "draft", language.Arabic)
		data := string(render(t, d, "calendar"))
		if !utf8.ValidString(data) || strings.Contains(strings.ReplaceAll(data, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(data, "\r\n", ""), "\r") {
			t.Fatal("line ends, or a character cut in two")
		}
		for line := range strings.SplitSeq(data, "\r\n") {
			if len(line) > 75 {
				t.Errorf("a line of %d octets: %q", len(line), line)
			}
		}
		lines := strings.Split(strings.ReplaceAll(data, "\r\n ", ""), "\r\n")
		if lines[0] != "BEGIN:VCALENDAR" || lines[len(lines)-2] != "END:VCALENDAR" {
			t.Errorf("it begins %q and ends %q", lines[0], lines[len(lines)-2])
		}
		unescape := strings.NewReplacer(`\n`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`)
		at, seen := 0, map[string]bool{}
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ":")
			switch name {
			case "UID":
				if seen[value] {
					t.Errorf("two entries are %s", value)
				}
				seen[value] = true
			case "SUMMARY":
				want := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(d.Dates[at].Title)
				if got := unescape.Replace(value); got != want {
					t.Errorf("a title is %q, want %q", got, want)
				}
				at++
			case "DTEND;VALUE=DATE":
				if to := d.Dates[at-0].To; value <= strings.ReplaceAll(to.String(), "-", "") {
					t.Errorf("an entry to %s ends before %s", to, value)
				}
			}
		}
		if at != d.Counts.Dates || at == 0 {
			t.Errorf("%d titles, want %d", at, d.Counts.Dates)
		}
	}
}
