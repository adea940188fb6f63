package app

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

// stuck is a program whose window does not close, and how it ended.
func stuck(ctx context.Context) (p *program, stopped context.Context, ended chan int) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	context.AfterFunc(ctx, func() { close(done) })
	ended = make(chan int, 1)
	return &program{
		log: slog.New(slog.DiscardHandler), window: newWindow(), cancel: cancel, done: done,
		exit: func(code int) { ended <- code },
	}, ctx, ended
}

func TestInsist_EndsWithoutAWindowThatDoesNotClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, stopped, ended := stuck(t.Context())
		go p.insist(t.Context())
		time.Sleep(time.Hour)
		if stopped.Err() != nil {
			t.Fatal("the backend was stopped before anybody asked")
		}
		p.window.part()
		time.Sleep(leaveLimit + time.Second)
		synctest.Wait()
		if stopped.Err() == nil || len(ended) != 1 {
			t.Errorf("the backend has stopped: %v, the program has ended: %v", stopped.Err() != nil, len(ended) == 1)
		}
		close(p.window.closed)
	})
}

func TestInsist_LeavesAProgramAloneWhoseWindowCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, stopped, ended := stuck(t.Context())
		go p.insist(t.Context())
		p.window.part()
		time.Sleep(leaveLimit / 2)
		close(p.window.closed)
		time.Sleep(leaveLimit)
		if stopped.Err() != nil || len(ended) != 0 {
			t.Error("the program was ended the hard way")
		}
	})
}

func TestKeepWatching_ForgetsAQuestionThatNobodyAnswered(t *testing.T) {
	p, asked := closing(t, false)
	p.question = func(context.Context) bool { *asked++; p.window.part(); return false }
	if p.decide(t.Context(), true) {
		t.Error("keeps watching although it is told to end")
	}
	if choices, err := p.prefs.Load(); err != nil || choices.WhenClosed != "" {
		t.Errorf("remembered %q, %v", choices.WhenClosed, err)
	}
}
