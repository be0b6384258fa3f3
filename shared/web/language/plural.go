package language

// form is a plural category of the CLDR.
type form uint8

// The categories. A language uses some of them; its file says which.
const (
	zero form = iota
	one
	two
	few
	many
	other
	forms
)

// The rules for whole numbers, named after the language's code.

func pluralEn(n uint64) form {
	if n == 1 {
		return one
	}
	return other
}

// pluralFr leaves out the category "many", which is for whole millions ("un
// million de réponses"): nothing that is counted here comes near.
func pluralFr(n uint64) form {
	if n <= 1 {
		return one
	}
	return other
}

func pluralAr(n uint64) form {
	switch {
	case n <= 2:
		return form(n) // zero, one, two
	case n%100 >= 3 && n%100 <= 10:
		return few
	case n%100 >= 11:
		return many
	}
	return other
}
