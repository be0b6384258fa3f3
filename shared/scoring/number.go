package scoring

import (
	"bytes"
	"fmt"
	"math/big"
	"math/bits"
	"strings"
)

// Number is an exact score or share. The zero Number is no number and is
// written as null. In JSON it has at most four decimals, rounded half up.
type Number struct {
	n, d     int64    // when big is nil; d is never negative
	num, den *big.Int // when the fraction does not fit 64 bits
}

// whole returns a whole number.
func whole(n int64) Number { return Number{n: n, d: 1} }

// Valid reports whether there is a number.
func (x Number) Valid() bool { return x.d != 0 || x.num != nil }

// Rat returns the exact value, or nil for no number.
func (x Number) Rat() *big.Rat {
	switch {
	case x.num != nil:
		return new(big.Rat).SetFrac(x.num, x.den)
	case x.d != 0:
		return big.NewRat(x.n, x.d)
	}
	return nil
}

// Float returns the nearest float64; 0 for no number.
func (x Number) Float() float64 {
	if !x.Valid() {
		return 0
	}
	f, _ := x.Rat().Float64()
	return f
}

// Tenths returns the value in tenths, rounded half up (section 14). Bands and
// verdicts use this value, so that what is shown is what is judged.
func (x Number) Tenths() int {
	if !x.Valid() {
		return 0
	}
	return int(x.scaled(1).Int64())
}

// scaled returns the value times 10^places, rounded half up.
func (x Number) scaled(places int) *big.Int {
	r := x.Rat()
	num := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	num.Mul(num, r.Num()).Lsh(num, 1).Add(num, r.Denom())
	den := new(big.Int).Lsh(r.Denom(), 1)
	return num.Div(num, den) // Euclidean: rounds down below zero too
}

// Text writes the value with that many decimals, rounded half up; a dash for
// no number.
func (x Number) Text(places int) string {
	if !x.Valid() {
		return "-"
	}
	n := x.scaled(places)
	s := new(big.Int).Abs(n).String()
	if pad := places + 1 - len(s); pad > 0 {
		s = strings.Repeat("0", pad) + s
	}
	if places > 0 {
		s = s[:len(s)-places] + "." + s[len(s)-places:]
	}
	if n.Sign() < 0 {
		s = "-" + s
	}
	return s
}

// MarshalJSON writes a number with at most four decimals, or null.
func (x Number) MarshalJSON() ([]byte, error) {
	if !x.Valid() {
		return []byte("null"), nil
	}
	return []byte(strings.TrimSuffix(strings.TrimRight(x.Text(4), "0"), ".")), nil
}

// UnmarshalJSON reads a decimal as it stands, so that a result that was kept
// can be shown again.
func (x *Number) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*x = Number{}
		return nil
	}
	r := new(big.Rat)
	ok := len(data) <= maxDigits && !bytes.ContainsAny(data, "eE/")
	if ok {
		_, ok = r.SetString(string(data))
	}
	if !ok {
		return fmt.Errorf("reading a score: %.40q is no number", data)
	}
	*x = ratNumber(r)
	return nil
}

// maxDigits is the longest number that is read, in bytes.
const maxDigits = 40

// Approx is a float64 that is shown, never judged: indexes and gains. In JSON
// it has at most four decimals, rounded half up.
type Approx float64

// Text writes the value with that many decimals, rounded half up.
func (a Approx) Text(places int) string { return a.number().Text(places) }

// MarshalJSON writes a number with at most four decimals.
func (a Approx) MarshalJSON() ([]byte, error) { return a.number().MarshalJSON() }

// number is the float as the exact fraction it stands for.
func (a Approx) number() Number {
	r := new(big.Rat).SetFloat64(float64(a))
	if r == nil {
		return Number{} // not a number or infinite
	}
	return Number{num: r.Num(), den: r.Denom()}
}

// less compares two numbers that are not below zero.
func (x Number) less(y Number) bool {
	if x.num != nil || y.num != nil {
		return x.Rat().Cmp(y.Rat()) < 0
	}
	a, b := bits.Mul64(uint64(x.n), uint64(y.d))
	c, d := bits.Mul64(uint64(y.n), uint64(x.d))
	return a < c || a == c && b < d
}

// Plus returns the sum; no number when either is none.
func (x Number) Plus(y Number) Number {
	if !x.Valid() || !y.Valid() {
		return Number{}
	}
	r := x.Rat()
	return ratNumber(r.Add(r, y.Rat()))
}

// Times returns the value times n.
func (x Number) Times(n int64) Number {
	if !x.Valid() {
		return x
	}
	r := x.Rat()
	return ratNumber(r.Mul(r, big.NewRat(n, 1)))
}
