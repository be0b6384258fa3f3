package annex

import "fmt"

// Scheme says how the codes of a national list are written. A list has one
// scheme: 9A120 means tanks in the EU style and aerosol aircraft in the US
// style.
type Scheme string

// The schemes of a list.
const (
	EUStyle         Scheme = "eu"        // EU dual-use codes and Common Military List numbers
	USStyle         Scheme = "us"        // US export control classification numbers
	AnnexReferences Scheme = "reference" // the codes are Annex references, such as 6-1.A.1, or are the country's own beside a reference column
)

// What the last three characters of a dual-use code tell.
const (
	firstRegimeSeries = "100" // below it, as in 9A001, are codes that the EU and US lists share
	firstUSSeries     = "500" // from here on, as in 9A515, 9A604 and 9A991, are codes that only the US has
)

// minShare is the per cent of the telling codes that make a finding sure.
const minShare = 80

// Detection says which scheme a list seems to have, and why. Show the reasons;
// a person may choose another scheme.
type Detection struct {
	Scheme  Scheme   `json:"scheme"`
	Sure    bool     `json:"sure"`    // false where the codes do not tell, or contradict each other: ask
	EU      int      `json:"eu"`      // codes that only the EU style has
	US      int      `json:"us"`      // codes that only the US style has
	Annex   int      `json:"annex"`   // codes that are Annex references
	Shared  int      `json:"shared"`  // codes that both styles have, or neither is known to have
	Own     int      `json:"own"`     // lines whose code is of none of these forms
	Reasons []string `json:"reasons"` // in plain words
}

// Detect finds the scheme of a list from its codes. EU style is told by
// military-list numbers (ML8) and by codes of the 1xx band that stand only in
// the edition's EU column (9A112); US style by the 500 to 900 series (9A604)
// and by codes of the 1xx band that stand only in its ECCN column (7A107).
// Codes such as 9A001, which both lists took over from the same source, say
// nothing. Where nothing tells, the column with more of the codes is taken,
// and the finding is not sure.
func (e *Edition) Detect(l *List) Detection {
	d := Detection{}
	examples := map[Scheme]string{}
	references := 0
	for i := range l.Lines {
		line := &l.Lines[i]
		references += len(line.references)
		if len(line.codes) == 0 {
			d.Own++
		}
		for _, c := range line.codes {
			s := e.tells(c)
			d.count(s)
			if examples[s] == "" {
				examples[s] = fmt.Sprintf("%s on line %d", line.Code, line.Number)
			}
		}
	}
	d.explain(examples, references)
	e.decide(&d, l, references)
	return d
}

// tells says which scheme a code belongs to if only one has it.
func (e *Edition) tells(c code) Scheme {
	switch c.family {
	case military:
		return EUStyle
	case reference, wholeItem:
		return AnnexReferences
	}
	base := c.base()
	series := base[2:]
	eu, us := e.columns[EUStyle].bases[base], e.columns[USStyle].bases[base]
	switch {
	case series < firstRegimeSeries:
		return ""
	case series >= firstUSSeries:
		return USStyle
	case eu && !us:
		return EUStyle
	case us && !eu:
		return USStyle
	}
	return ""
}

func (d *Detection) count(s Scheme) {
	switch s {
	case EUStyle:
		d.EU++
	case USStyle:
		d.US++
	case AnnexReferences:
		d.Annex++
	default:
		d.Shared++
	}
}

func (d *Detection) explain(examples map[Scheme]string, references int) {
	add := func(n int, format, example string) {
		if n > 0 {
			d.Reasons = append(d.Reasons, fmt.Sprintf(format, n)+example)
		}
	}
	add(d.EU, "codes written as only the EU lists write them: %d", ", such as "+examples[EUStyle])
	add(d.US, "codes written as only the US list writes them: %d", ", such as "+examples[USStyle])
	add(d.Annex, "codes that are Annex references: %d", ", such as "+examples[AnnexReferences])
	add(d.Shared, "codes that do not tell, because the EU and US lists both use their form: %d", "")
	add(d.Own, "lines with a code of the country's own: %d", "")
	add(references, "explicit Annex references, which count under every scheme: %d", "")
}

// decide chooses the scheme.
func (e *Edition) decide(d *Detection, l *List, references int) {
	listed := d.EU + d.US + d.Shared
	switch {
	case d.Annex == 0 && listed == 0:
		d.Scheme, d.Sure = AnnexReferences, references > 0
		if references == 0 {
			d.Reasons = append(d.Reasons, "no line has a code or a reference that can be compared")
		}
	case d.Annex >= listed:
		d.Scheme, d.Sure = AnnexReferences, share(d.Annex, listed)
	case d.EU > d.US:
		d.Scheme, d.Sure = EUStyle, share(d.EU, d.US+d.Annex)
	case d.US > d.EU:
		d.Scheme, d.Sure = USStyle, share(d.US, d.EU+d.Annex)
	default:
		d.Scheme = e.closer(d, l)
	}
	if !d.Sure {
		d.Reasons = append(d.Reasons, "the codes alone do not settle it: please check the scheme")
	}
}

// share reports whether votes outweigh against clearly enough.
func share(votes, against int) bool { return votes*100 >= minShare*(votes+against) }

// closer takes the column that has more of the codes as they are written; the
// EU style where that does not tell either.
func (e *Edition) closer(d *Detection, l *List) Scheme {
	counts := map[Scheme]int{}
	for _, line := range l.Lines {
		for _, c := range line.codes {
			for _, s := range [...]Scheme{EUStyle, USStyle} {
				if e.columns[s].codes[c.text] {
					counts[s]++
				}
			}
		}
	}
	d.Reasons = append(d.Reasons, fmt.Sprintf("of the codes as written, the EU column has %d and the ECCN column %d", counts[EUStyle], counts[USStyle]))
	if counts[USStyle] > counts[EUStyle] {
		return USStyle
	}
	return EUStyle
}
