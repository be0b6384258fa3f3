package annex_test

import (
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
)

func Example() {
	edition, err := annex.Open("2024-03-14")
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := annex.ReadList([]byte("code;title;mtcr_reference\n9A106;Propellant controls;\n9A119;Rocket stages;\n9A121;Connectors;[M11A5*]\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	found := edition.Detect(list)
	concordance, err := edition.Concord(list, found.Scheme)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("scheme: %s; %s\n", found.Scheme, found.Reasons[0])
	for _, row := range concordance.Rows {
		if row.State != annex.NotFound {
			fmt.Printf("%s %s: %s\n", row.Entry.Code, row.State, row.Reason)
		}
	}
	sum := concordance.Summary()
	fmt.Printf("AX-02: %d of %d; AX-03: %d of %d\n", sum.Carried, sum.CarriedOf, len(sum.Kinds), sum.KindsOf)
	// Output:
	// scheme: eu; codes written as only the EU lists write them: 1, such as 9A121 on line 4
	// 2.A.1.a covered: the list has every EU code of the entry: 9A119
	// 2.A.1.e partly: for 9A106.c the list has 9A106, which stands above it; for 9A108.c the list has nothing
	// 3.A.5 partly: for 9A106.d the list has 9A106, which stands above it
	// 3.A.10 partly: for 9A106.e the list has 9A106, which stands above it
	// 11.A.5 covered: the list refers to 11.A.5: [M11A5*] on line 4
	// 20.A.1.a covered: the list has every EU code of the entry: 9A119
	// AX-02: 4 of 200; AX-03: 0 of 5
}
