package backend_test

import (
	"errors"
	"testing"

	"pulse/backend"
	"pulse/backend/config"
)

func TestPulse_EndsWithAnErrorSoThatItsServiceManagerStartsItAgain(t *testing.T) {
	dir := t.TempDir()
	asUnit := func(name string) (string, bool) { return "unit", name == "INVOCATION_ID" }
	c, err := config.Load(asUnit, config.Files{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	o := options(t, dir)
	o.Config = c
	b, err := backend.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- b.Run(t.Context()) }()
	<-b.Ready()
	p := &program{t: t, url: b.URL(), token: b.LaunchToken()}
	if got := p.call("POST", "/api/security/apply-restart", nil, 200).(map[string]any); got["success"] != true {
		t.Errorf("answer %v", got)
	}
	if err := <-ended; !errors.Is(err, backend.ErrRestart) {
		t.Errorf("ended with %v", err)
	}
}
