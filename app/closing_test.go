package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"pulse/app/prefs"
)

// closing is a program whose desktop has no place for an icon.
func closing(t *testing.T, keep bool) (p *program, asked *int) {
	t.Helper()
	asked = new(int)
	log, file := slog.New(slog.DiscardHandler), prefs.File(filepath.Join(t.TempDir(), "desktop.json"))
	return &program{
		log: log, window: newWindow(), prefs: file, standing: newStanding(file, log),
		question: func(context.Context) bool { *asked++; return keep },
	}, asked
}

func TestKeepWatching_AsksOnceWhereNothingWouldBeSeen(t *testing.T) {
	for _, keep := range []bool{true, false} {
		p, asked := closing(t, keep)
		for range 2 {
			if got := p.decide(t.Context(), true); got != keep {
				t.Errorf("keeps watching = %v, want %v", got, keep)
			}
		}
		if *asked != 1 {
			t.Errorf("asked %d times", *asked)
		}
	}
}

func TestKeepWatching_AsksNobodyWhereThereIsAnIcon(t *testing.T) {
	p, asked := closing(t, false)
	if !p.decide(t.Context(), false) || *asked != 0 {
		t.Errorf("asked %d times, want that it just keeps watching", *asked)
	}
	if err := p.prefs.Update(func(c *prefs.Prefs) { c.WhenClosed = prefs.Quit }); err != nil {
		t.Fatal(err)
	}
	if p.decide(t.Context(), false) {
		t.Error("keeps watching although a person chose otherwise")
	}
}

func TestBeforeClose_LetsAProgramEndThatIsToldTo(t *testing.T) {
	p, _ := closing(t, true)
	p.window.part()
	if p.beforeClose(t.Context()) {
		t.Error("stays open")
	}
}

func TestAlertOf_FindsTheOption(t *testing.T) {
	if got := alertOf([]string{"pulse", "--alert=lab-100-cpu"}); got == nil || *got != "lab-100-cpu" {
		t.Errorf("got %v", got)
	}
	if got := alertOf([]string{"--alert="}); got == nil || *got != "" {
		t.Errorf("the list: got %v", got)
	}
	if got := alertOf([]string{"--quit", "alert=x"}); got != nil {
		t.Errorf("got %q", *got)
	}
}

func TestPlainLanguage_LeavesNoLanguageCalledC(t *testing.T) {
	const english = "en_US.UTF-8"
	for _, c := range []struct{ lang, all, messages, want string }{
		{want: english},
		{lang: "C.UTF-8", want: english},
		{lang: "de_DE.UTF-8", want: ""},
		{lang: "de_DE.UTF-8", messages: "C.UTF-8", want: english},
		{lang: "C.UTF-8", messages: "de_DE.UTF-8", want: "de_DE.UTF-8"},
		{lang: "de_DE.UTF-8", all: "POSIX", want: english},
		{lang: "C.UTF-8", all: "de_DE.UTF-8", want: ""},
	} {
		t.Setenv("LANG", c.lang)
		t.Setenv("LC_ALL", c.all)
		t.Setenv("LC_MESSAGES", c.messages)
		t.Setenv("LC_CTYPE", "")
		t.Setenv("LANGUAGE", "")
		if err := plainLanguage(); err != nil {
			t.Fatal(err)
		}
		if got := os.Getenv("LC_MESSAGES"); got != c.want {
			t.Errorf("%+v: texts are in %q", c, got)
		}
	}
}
