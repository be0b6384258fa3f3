package sample

import (
	"bytes"
	"os"
	"testing"
)

// TestSameFile: the state that the local program starts with is the one that
// the command line scores.
func TestSameFile(t *testing.T) {
	other, err := os.ReadFile("../../functions/offline/testdata/xa.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(xa, other) {
		t.Error("xa.json differs from functions/offline/testdata/xa.json; copy one over the other")
	}
}
