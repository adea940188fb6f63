package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeep_WritesWherePeopleChose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guests.csv")
	if saved, err := keep(path, "name,id\n"); err != nil || !saved {
		t.Fatalf("got %v, %v", saved, err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "name,id\n" {
		t.Errorf("the file holds %q, %v", got, err)
	}
}

func TestKeep_NothingIsWrittenWithoutAPlace(t *testing.T) {
	if saved, err := keep("", "x"); err != nil || saved {
		t.Errorf("got %v, %v; want nothing saved and no error", saved, err)
	}
}

func TestKeep_SaysWhyAFileCannotBeWritten(t *testing.T) {
	if _, err := keep(filepath.Join(t.TempDir(), "none", "guests.csv"), "x"); err == nil || !strings.Contains(err.Error(), "guests.csv") {
		t.Errorf("got %v, want the file named", err)
	}
}

func TestSave_OfAWindowThatIsGoneSavesNothing(t *testing.T) {
	w := newWindow()
	close(w.closed)
	if saved, err := (&Shell{program: &program{window: w}}).Save("guests.csv", "x"); err != nil || saved {
		t.Errorf("got %v, %v", saved, err)
	}
}
