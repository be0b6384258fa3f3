package chart_test

import (
	"encoding/xml"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
)

// node is one element of a parsed drawing.
type node struct {
	name     string
	attr     map[string]string
	children []*node
	text     string // its own, without that of its children
}

// parse reads a drawing strictly and fails the test if it is not well formed.
func parse(t *testing.T, svg string) *node {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	root := &node{}
	open := []*node{root}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, svg)
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				if _, twice := n.attr[a.Name.Local]; twice {
					t.Fatalf("<%s> has %s twice", n.name, a.Name.Local)
				}
				n.attr[a.Name.Local] = a.Value
			}
			top.children = append(top.children, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(token)
		}
	}
	if len(root.children) != 1 {
		t.Fatalf("%d roots; want 1", len(root.children))
	}
	return root.children[0]
}

// all lists a node and everything in it, in order.
func (n *node) all() []*node {
	list := []*node{n}
	for _, child := range n.children {
		list = append(list, child.all()...)
	}
	return list
}

func (n *node) number(t *testing.T, name string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(n.attr[name], 64)
	if err != nil {
		t.Fatalf("<%s>: %s is no number: %v", n.name, name, err)
	}
	return v
}

// size is the width and height of a drawing.
func (n *node) size(t *testing.T) (float64, float64) {
	t.Helper()
	fields := strings.Fields(n.attr["viewBox"])
	if len(fields) != 4 {
		t.Fatalf("viewBox %q", n.attr["viewBox"])
	}
	w, _ := strconv.ParseFloat(fields[2], 64)
	h, _ := strconv.ParseFloat(fields[3], 64)
	return w, h
}

// written is one line of text and the room it takes.
type written struct {
	text                     string
	left, top, right, bottom float64
}

func (a written) overlaps(b written) bool {
	return a.left < b.right-0.2 && b.left < a.right-0.2 && a.top < b.bottom-0.2 && b.top < a.bottom-0.2
}

// lines lists the texts of a drawing that runs left to right.
func lines(t *testing.T, root *node) []written {
	t.Helper()
	var list []written
	for _, n := range root.all() {
		if n.name != "text" {
			continue
		}
		spans := []*node{n}
		if _, one := n.attr["x"]; !one {
			spans = n.children
		}
		for _, s := range spans {
			if s.name == "title" {
				continue
			}
			w := chart.TextWidth(n.attr["class"], s.text)
			x, y := s.number(t, "x"), s.number(t, "y")
			switch n.attr["text-anchor"] {
			case "middle":
				x -= w / 2
			case "end":
				x -= w
			}
			list = append(list, written{s.text, x, y - 9, x + w, y + 2})
		}
	}
	return list
}

// directed is the same chart, right to left or not.
func directed(c chart.Chart, rtl bool) chart.Chart {
	v := reflect.New(reflect.TypeOf(c)).Elem()
	v.Set(reflect.ValueOf(c))
	v.FieldByName("RTL").SetBool(rtl)
	return v.Interface().(chart.Chart)
}

// texts lists every text in the data of a chart.
func texts(v reflect.Value) []string {
	var list []string
	switch v.Kind() {
	case reflect.String:
		list = append(list, v.String())
	case reflect.Struct:
		for _, f := range v.Fields() {
			list = append(list, texts(f)...)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			list = append(list, texts(v.Index(i))...)
		}
	}
	return list
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.11 }
