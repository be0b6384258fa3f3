package chart_test

import (
	"fmt"
	"math"
	"strconv"

	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
)

var nothing = math.NaN()

// samples are the charts of the golden files, in both directions.
func samples(rtl bool) map[string]chart.Chart {
	return map[string]chart.Chart{
		"bar":       bar(rtl),
		"sections":  sections(rtl),
		"portfolio": portfolio(rtl, 12),
		"trend":     trend(rtl),
		"timeline":  timeline(rtl),
		"coverage":  coverage(rtl),
	}
}

// pick gives the text of the direction.
func pick(rtl bool, english, arabic string) string {
	if rtl {
		return arabic
	}
	return english
}

func number(at float64) chart.Value {
	return chart.Value{At: at, Text: strconv.FormatFloat(at, 'f', 1, 64)}
}

func whole(at float64) chart.Value { return chart.Value{At: at, Text: strconv.Itoa(int(at))} }

func axis() []chart.Value {
	return []chart.Value{whole(0), whole(20), whole(40), whole(60), whole(80), whole(100)}
}

func thresholds(rtl bool) []chart.Mark {
	return []chart.Mark{
		{Label: pick(rtl, "Partly met", "مستوفى جزئيا"), Value: whole(40)},
		{Label: pick(rtl, "Largely met", "مستوفى إلى حد بعيد"), Value: whole(60)},
		{Label: pick(rtl, "Met", "مستوفى"), Value: whole(80)},
	}
}

func bar(rtl bool) chart.CriterionBar {
	return chart.CriterionBar{
		Frame: chart.Frame{
			ID: "c3", RTL: rtl,
			Title: pick(rtl, "Criterion 3: legally based export control", "المعيار 3: مراقبة الصادرات على أساس قانوني"),
			Desc:  pick(rtl, "Shown 48.6 of 100, claimed 63.1, reviewed 51.0; up to 65.2 once one item is known.", "المثبت 48.6 من 100."),
		},
		Shown:      chart.Mark{Label: pick(rtl, "Shown", "المثبت"), Value: number(48.6)},
		Claimed:    chart.Mark{Label: pick(rtl, "Claimed", "المصرح به"), Value: number(63.1)},
		Reviewed:   chart.Mark{Label: pick(rtl, "Reviewed", "المراجع"), Value: number(51)},
		Range:      chart.Range{Label: pick(rtl, "Range", "المدى"), Low: 48.6, High: 65.2, Text: pick(rtl, "48.6 to 65.2", "من 48.6 إلى 65.2")},
		Axis:       axis(),
		Thresholds: thresholds(rtl),
		Notes:      []chart.Note{{Label: pick(rtl, "Gates:", "البوابات:"), Text: pick(rtl, "5 held, 1 open", "5 مستوفاة، 1 مفتوحة")}},
		Head:       [2]string{pick(rtl, "Measure", "المقياس"), pick(rtl, "Points of 100", "نقاط من 100")},
	}
}

func bands(rtl bool) []string {
	if rtl {
		return []string{"لم يبدأ", "تأسيسي", "قيد التطوير", "راسخ", "مستدام"}
	}
	return []string{"Not started", "Foundational", "Developing", "Established", "Sustained"}
}

func sections(rtl bool) chart.HeatMap {
	h := chart.HeatMap{
		Frame: chart.Frame{ID: "sections", RTL: rtl, Title: pick(rtl, "Sections: law and practice", "الأقسام: القانون والممارسة"), Desc: pick(rtl, "Eight sections, the law beside the practice.", "ثمانية أقسام.")},
		Steps: bands(rtl), NoneText: pick(rtl, "Not applicable", "لا ينطبق"), UnknownText: pick(rtl, "Not known", "غير معروف"),
		Columns: []string{pick(rtl, "Law", "القانون"), pick(rtl, "Practice", "الممارسة")},
		Corner:  pick(rtl, "Section", "القسم"),
	}
	names := [][2]string{
		{"Legal basis and scope", "الأساس القانوني والنطاق"}, {"Control list and its upkeep", "قائمة المراقبة وتحديثها"},
		{"Catch-all and end-use control", "الرقابة الشاملة"}, {"Brokering, transit and trans-shipment", "السمسرة والعبور وإعادة الشحن"},
		{"Intangible transfers of technology", "النقل غير المادي للتكنولوجيا"}, {"Licensing", "الترخيص"},
		{"Customs and enforcement", "الجمارك والإنفاذ"}, {"Outreach to industry and academia", "التواصل مع الصناعة والأوساط الأكاديمية"},
	}
	for i, name := range names {
		r := chart.Row{Name: pick(rtl, name[0], name[1])}
		for k := range 2 {
			points := float64((i*37+k*53)%100) + 0.4
			cell := chart.Cell{Level: chart.Level(1 + int(points)/20), Text: number(points).Text}
			cell.Full = cell.Text + ", " + h.Steps[cell.Level-1]
			switch {
			case i == 4 && k == 1:
				cell = chart.Cell{Level: chart.Unknown, Text: "?", Full: h.UnknownText}
			case i == 6 && k == 0:
				cell = chart.Cell{Level: chart.None, Text: "–", Full: h.NoneText}
			}
			r.Cells = append(r.Cells, cell)
		}
		h.Rows = append(h.Rows, r)
	}
	return h
}

func portfolio(rtl bool, countries int) chart.HeatMap {
	h := chart.HeatMap{
		Frame: chart.Frame{ID: "portfolio", RTL: rtl, Title: pick(rtl, "Countries by criteria", "البلدان حسب المعايير"), Desc: pick(rtl, "Verdicts of the latest released packages.", "أحكام أحدث الحزم الصادرة.")},
		Steps: []string{pick(rtl, "Not met", "غير مستوفى"), pick(rtl, "Partly met", "مستوفى جزئيا"), pick(rtl, "Largely met", "مستوفى إلى حد بعيد"), pick(rtl, "Met", "مستوفى")},
		// Without NoneText: every country of the sample counts all criteria.
		UnknownText: pick(rtl, "Undetermined", "غير محدد"),
		Corner:      pick(rtl, "Country", "البلد"),
	}
	for i := range 4 {
		h.Columns = append(h.Columns, pick(rtl, "C", "م")+strconv.Itoa(i+1))
	}
	for i := range countries {
		name := pick(rtl, "Country ", "البلد ") + fmt.Sprintf("%02d", i+1)
		if i%7 == 3 {
			name = pick(rtl, "The United Islands and Dependencies of the Long-Named Southern Archipelago", "الجزر المتحدة والأقاليم التابعة للأرخبيل الجنوبي ذي الاسم الطويل")
		}
		r := chart.Row{Name: name}
		for k := range 4 {
			level := chart.Level((i*5+k*3)%6 - 1)
			switch {
			case level == chart.Unknown:
				r.Cells = append(r.Cells, chart.Cell{Level: level, Text: h.UnknownText})
			case level == chart.None:
				r.Cells = append(r.Cells, chart.Cell{Level: 1, Text: h.Steps[0]})
			default:
				r.Cells = append(r.Cells, chart.Cell{Level: level, Text: h.Steps[level-1]})
			}
		}
		h.Rows = append(h.Rows, r)
	}
	return h
}

func trend(rtl bool) chart.Trend {
	band := func(low, high float64) chart.Range {
		return chart.Range{Low: low, High: high, Text: number(low).Text + "–" + number(high).Text}
	}
	return chart.Trend{
		Frame:       chart.Frame{ID: "trend", RTL: rtl, Title: pick(rtl, "Criterion 4 over the years", "المعيار 4 عبر السنوات"), Desc: pick(rtl, "Like for like it rose from 31.0 to 58.4.", "ارتفع من 31.0 إلى 58.4.")},
		LikeForLike: pick(rtl, "Like for like", "على أساس مماثل"), AsAssessed: pick(rtl, "As assessed", "كما جرى تقييمه"), Band: pick(rtl, "Range", "المدى"),
		Axis: axis(), Thresholds: thresholds(rtl),
		CycleHead: pick(rtl, "Cycle", "الدورة"), ChangeHead: pick(rtl, "Changes", "التغييرات"),
		Cycles: []chart.Cycle{
			{Label: "2023", LikeForLike: number(31), AsAssessed: number(36.5), Band: band(31, 52)},
			{Label: "2024", LikeForLike: number(38.2), AsAssessed: number(44.1), Band: band(38.2, 55)},
			{Label: "2025", LikeForLike: number(47.7), AsAssessed: number(49.9), Band: band(47.7, 60.3), Changes: []chart.Change{
				{Letter: "A", Text: pick(rtl, "Annex of October 2024", "ملحق أكتوبر 2024")},
				{Letter: "B", Text: pick(rtl, "Questionnaire 2025-01: 17 of 94 questions differ", "الاستبيان 2025-01: 17 سؤالا من 94 مختلفة")}}},
			{Label: "2026", LikeForLike: chart.Value{At: nothing, Text: pick(rtl, "not assessed", "لم يقيّم")}, AsAssessed: chart.Value{At: nothing, Text: pick(rtl, "not assessed", "لم يقيّم")}},
			{Label: "2027", LikeForLike: number(55), AsAssessed: number(53.2), Band: band(53.2, 61), Changes: []chart.Change{{Letter: "C", Text: pick(rtl, "Method 1.1", "المنهج 1.1")}}},
			{Label: "2028", LikeForLike: number(58.4), AsAssessed: number(58.4), Band: band(58.4, 63)},
		},
	}
}

func timeline(rtl bool) chart.Timeline {
	day := func(at float64) chart.Value {
		date := fmt.Sprintf("2027-%02d-%02d", 1+int(at)/31, 1+int(at)%31)
		return chart.Value{At: at, Text: pick(rtl, date, "\u2066"+date+"\u2069")}
	}
	t := chart.Timeline{
		Frame:  chart.Frame{ID: "plan", RTL: rtl, Title: pick(rtl, "Plan", "الخطة"), Desc: pick(rtl, "Six items, one of them late.", "ستة بنود، أحدها متأخر.")},
		States: [4]string{"Open", "In progress", "Done", "Late"},
		Head:   [5]string{"Item", "Owner", "Start", "Due", "State"},
		Today:  chart.Mark{Label: pick(rtl, "Today", "اليوم"), Value: day(150)},
	}
	months := []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	if rtl {
		months = []string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}
		t.States = [4]string{"مفتوح", "قيد التنفيذ", "منجز", "متأخر"}
		t.Head = [5]string{"البند", "المسؤول", "البداية", "الاستحقاق", "الحالة"}
	}
	for i, m := range months {
		t.Months = append(t.Months, chart.Value{At: float64(i * 31), Text: m})
	}
	t.Items = []chart.Item{
		{Name: pick(rtl, "Bring the export control law into force", "إنفاذ قانون مراقبة الصادرات"), Owner: pick(rtl, "Ministry of Justice", "وزارة العدل"), Start: day(5), Due: day(120), State: chart.Late},
		{Name: pick(rtl, "Adopt the Annex of 2026 as the national list", "اعتماد ملحق 2026 قائمة وطنية"), Owner: pick(rtl, "Ministry of Trade", "وزارة التجارة"), Start: day(20), Due: day(100), State: chart.Done},
		{Name: pick(rtl, "Train licensing and customs officers on propulsion and guidance items, first in the capital and then at the two seaports", "تدريب موظفي التراخيص والجمارك على أصناف الدفع والتوجيه في العاصمة ثم في الميناءين"), Owner: pick(rtl, "Customs service, with the department of licensing of the Ministry of Trade", "مصلحة الجمارك"), Start: day(110), Due: day(260), State: chart.InProgress},
		{Name: pick(rtl, "Publish the first yearly report", "نشر التقرير السنوي الأول"), Owner: pick(rtl, "Ministry of Foreign Affairs", "وزارة الخارجية"), Due: day(330), State: chart.Open},
		{Name: pick(rtl, "Agree procedures with the intelligence service", "الاتفاق على الإجراءات"), Owner: pick(rtl, "Licensing office", "مكتب التراخيص"), Start: day(200), Due: day(290), State: chart.Open},
		{Name: pick(rtl, "Ask for model legislation", "طلب تشريع نموذجي"), State: chart.Open},
	}
	return t
}

func coverage(rtl bool) chart.Coverage {
	v := chart.Coverage{
		Frame: chart.Frame{ID: "annex", RTL: rtl, Title: pick(rtl, "Annex coverage by item", "تغطية الملحق حسب الصنف"), Desc: pick(rtl, "Rows of each item that the national list covers.", "صفوف كل صنف.")},
		States: []chart.Segment{
			{Label: pick(rtl, "Full", "كاملة"), Level: 4}, {Label: pick(rtl, "Part", "جزئية"), Level: 3},
			{Label: pick(rtl, "None", "لا شيء"), Level: 1}, {Label: pick(rtl, "Unknown", "غير معروفة"), Level: chart.Unknown},
		},
		Corner: pick(rtl, "Item", "الصنف"), CountAll: pick(rtl, "All", "الكل"),
	}
	names := []string{"Complete delivery systems", "Complete subsystems", "Propulsion components and equipment", "Propellants and chemicals", "", "Structural composites", "", "", "Navigation", "Flight control", "Avionics", "Launch support", "Computers", "Analogue to digital converters", "Test facilities", "Modelling and simulation", "Stealth", "Nuclear effects protection", "Other complete delivery systems", "Other complete subsystems"}
	for i := range 20 {
		full, part, none, unknown := (i*3)%9, i%3, (i*i)%4, (i/4)%2
		v.Items = append(v.Items, chart.Covered{
			Name:   join(strconv.Itoa(i+1), names[i]),
			Counts: []chart.Value{whole(float64(full)), whole(float64(part)), whole(float64(none)), whole(float64(unknown))},
			All:    strconv.Itoa(full + part + none + unknown),
		})
	}
	return v
}

func join(a, b string) string { return a + " " + b }
