package pdf

import (
	"fmt"
	"strings"
)

// element is a part of the structure that screen readers follow.
type element struct {
	tag        string
	kids       []kid
	parent     *element
	language   string
	alt        string
	attributes string // as PDF has them
	number     ref
}

// kid is an element, a piece of a page, or a link on one.
type kid struct {
	element *element
	page    *page
	piece   int
	link    *link
}

func (e *element) add(tag string) *element {
	c := &element{tag: tag, parent: e}
	e.kids = append(e.kids, kid{element: c})
	return c
}

// tree makes objects of the structure and returns its root.
func (f *file) tree(top *element, pages []*page) ref {
	root := f.reserve()
	f.number(top)
	f.element(top, root)
	var nums strings.Builder
	for i, p := range pages {
		fmt.Fprintf(&nums, "%d[", i)
		for _, e := range p.pieces {
			fmt.Fprintf(&nums, "%v ", e.number)
		}
		nums.WriteString("]")
	}
	next := len(pages)
	for _, p := range pages {
		for _, l := range p.links {
			fmt.Fprintf(&nums, "%d %v ", next, l.element.number)
			next++
		}
	}
	parents := f.add("<</Nums[" + nums.String() + "]>>")
	f.set(root, fmt.Sprintf("<</Type/StructTreeRoot/K %v/ParentTree %v/ParentTreeNextKey %d>>", top.number, parents, next))
	return root
}

func (f *file) number(e *element) {
	e.number = f.reserve()
	for _, k := range e.kids {
		if k.element != nil {
			f.number(k.element)
		}
	}
}

func (f *file) element(e *element, parent ref) {
	var b strings.Builder
	fmt.Fprintf(&b, "<</S/%s/P %v", e.tag, parent)
	if e.language != "" {
		fmt.Fprintf(&b, "/Lang(%s)", e.language)
	}
	if e.alt != "" {
		b.WriteString("/Alt" + words(e.alt))
	}
	if e.attributes != "" {
		b.WriteString("/A<<" + e.attributes + ">>")
	}
	var own *page // whose pieces are named by their number alone
	for _, k := range e.kids {
		if k.page != nil && k.link == nil {
			own = k.page
			fmt.Fprintf(&b, "/Pg %v", own.number)
			break
		}
	}
	b.WriteString("/K[")
	for _, k := range e.kids {
		switch {
		case k.element != nil:
			fmt.Fprintf(&b, "%v ", k.element.number)
		case k.link != nil:
			fmt.Fprintf(&b, "<</Type/OBJR/Obj %v/Pg %v>>", k.link.number, k.page.number)
		case k.page == own:
			fmt.Fprintf(&b, "%d ", k.piece)
		default:
			fmt.Fprintf(&b, "<</Type/MCR/Pg %v/MCID %d>>", k.page.number, k.piece)
		}
	}
	b.WriteString("]>>")
	f.set(e.number, b.String())
	for _, k := range e.kids {
		if k.element != nil {
			f.element(k.element, e.number)
		}
	}
}

// entry is a bookmark: a heading, with those below it.
type entry struct {
	title  string
	to     target
	below  []*entry
	number ref
}

// target is a place in the file.
type target struct {
	page *page
	y    int
}

func (t target) String() string {
	return fmt.Sprintf("[%v/XYZ 0 %s null]", t.page.number, length(t.page.height-t.y))
}

// outline makes objects of the bookmarks and returns their root. Those of the
// last level are closed.
func (f *file) outline(top []*entry) ref {
	root := f.reserve()
	first, last, open := f.entries(top, root, 1)
	f.set(root, fmt.Sprintf("<</Type/Outlines/First %v/Last %v/Count %d>>", first, last, open))
	return root
}

// entries returns the first and last object of a level, and how many bookmarks
// are seen below the parent at first.
func (f *file) entries(all []*entry, parent ref, level int) (first, last ref, seen int) {
	for _, e := range all {
		e.number = f.reserve()
	}
	for i, e := range all {
		var b strings.Builder
		fmt.Fprintf(&b, "<</Title%s/Parent %v/Dest%v", words(e.title), parent, e.to)
		if i > 0 {
			fmt.Fprintf(&b, "/Prev %v", all[i-1].number)
		}
		if i < len(all)-1 {
			fmt.Fprintf(&b, "/Next %v", all[i+1].number)
		}
		seen++
		if len(e.below) > 0 {
			first, last, below := f.entries(e.below, e.number, level+1)
			if level > 1 {
				below = -below // closed: the questions of a section
			} else {
				seen += below
			}
			fmt.Fprintf(&b, "/First %v/Last %v/Count %d", first, last, below)
		}
		b.WriteString(">>")
		f.set(e.number, b.String())
	}
	return all[0].number, all[len(all)-1].number, seen
}
