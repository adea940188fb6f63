package app

import (
	"fmt"
	"runtime"
	"testing"
)

func TestLiteral_ShowsAPercentSignAsItIs(t *testing.T) {
	const text = "/srv/100%s is full: 97 %"
	shown := literal(text)
	if runtime.GOOS == "linux" {
		shown = fmt.Sprintf(shown, []any{}...) // as the library does it
	}
	if shown != text {
		t.Errorf("the dialog shows %q, want %q", shown, text)
	}
}
