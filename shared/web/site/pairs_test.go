package site_test

import (
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestReply: a body of a pair writes and sees its own reply, never the
// other's; the question leads there.
func TestReply(t *testing.T) {
	w := newWorld(t)
	kofi, lena := w.as("sample-kofi"), w.as("sample-lena")
	file := "/files/" + w.file(sample.XA)
	path, question := file+"/pairs/EN-33", file+"/questions/EN-33"
	if links := kofi.get(question).want(200).has("write the reply of yours").all("a", "href", path); len(links) != 1 {
		t.Error("the question does not lead to the reply")
	}
	kofi.get(file+"/pairs").want(200).has("EN-33", "Replied; the lead decides")
	form := kofi.get(path).want(200).has("You reply for customs").form(path)
	if form.Get("choice") != "0" {
		t.Errorf("the reply of customs shows as %q", form.Get("choice"))
	}
	form.Set("choice", "3")
	form.Set("response.text", "What only customs knows.")
	kofi.post(path, form).want(303)
	kofi.post(path, form).want(303) // sent twice
	kofi.get(path).has("What only customs knows.")
	theirs := lena.get(path).want(200).has("You reply for licensing").lacks("What only customs knows.")
	if theirs.form(path).Get("choice") != "1" {
		t.Error("a body sees another reply than its own")
	}
	lena.get(question).lacks("What only customs knows.")

	form.Set("response.text", "Typed on a stale page.")
	kofi.post(path, form).want(412).has("What only customs knows.", "Typed on a stale page.")
	wrong := kofi.get(path).form(path)
	wrong.Set("response.evidence[0].title", "A record without a date")
	wrong.Set("response.evidence[0].grade", "3")
	kofi.post(path, wrong).want(422).has("every proof needs its own date", "A record without a date")

	ada := w.as("sample-ada")
	if to := ada.get(path).want(303).header.Get("Location"); to != path+"/position" {
		t.Errorf("the lead is led to %s", to)
	}
	ada.post(path, form).want(403)
	w.as("sample-yaw").get(path).want(403)
	w.as("sample-ines").get(path).want(404)
	kofi.get(file + "/pairs/EN-16").want(404)
}
