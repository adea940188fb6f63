package auth

import (
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

func TestSignIn_LocksThePairAfterFiveFailures(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for n := 1; n <= MaxAttempts; n++ {
		got := f.signIn("ann", "wrong")
		if got == nil || got.Attempts != n || got.Locked != (n == MaxAttempts) {
			t.Fatalf("failure %d: %+v", n, got)
		}
	}
	if got := f.signIn("ann", password); got == nil || got.Until.IsZero() {
		t.Errorf("right password while locked: %+v", got)
	}
	if got := f.signIn("ann", password, peer("192.168.1.99:1")); got != nil {
		t.Errorf("right password from elsewhere: %+v", got)
	}
	f.clock.pass(LockTime)
	if got := f.signIn("ann", password); got != nil {
		t.Errorf("right password after the time: %+v", got)
	}
}

func TestSignIn_LocksThoseWhoTryAllAtOnce(t *testing.T) {
	const callers = 40
	f := newFixture(t, withAccount(t))
	let := f.holdTurns(callers)
	var tried atomic.Int32
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			if got := f.signIn("ann", "wrong"); got == nil || got.Attempts > 0 {
				tried.Add(1)
			}
		})
	}
	let(func() {})
	group.Wait()
	atOnce := int32(cap(f.hashing.slots))
	if got := tried.Load(); got < MaxAttempts || got >= MaxAttempts+atOnce {
		t.Errorf("%d passwords were compared", got)
	}
}

func TestSignIn_BeginsNothingByAPasswordThatIsReplacedMeanwhile(t *testing.T) {
	f := newFixture(t, withAccount(t))
	next := withAccount(t) // the same password has another hash
	let := f.holdTurns(1)
	refused := make(chan *LoginError)
	go func() { refused <- f.signIn("ann", password) }()
	let(func() {
		if _, err := f.UseEnvironment(t.Context(), next); err != nil {
			t.Error(err)
		}
	})
	if got := <-refused; got == nil {
		t.Error("a session has begun")
	}
}

func TestSignIn_CostsTheSameForNamesThatExistAndOthers(t *testing.T) {
	for name, env := range map[string]Environment{"a cheap hash": withAccount(t), "a password in clear": {User: "ann", Password: password}} {
		f := newFixture(t, env)
		own, _, err := f.hashFor("ann")
		if err != nil {
			t.Fatal(err)
		}
		want, err := bcrypt.Cost(own)
		if err != nil {
			t.Fatal(err)
		}
		var costs []int
		f.hashing.compare = func(hash, _ []byte) error {
			cost, err := bcrypt.Cost(hash)
			costs = append(costs, cost)
			return errors.Join(err, bcrypt.ErrMismatchedHashAndPassword)
		}
		for _, who := range []string{"ann", "nobody", ""} {
			if got := f.signIn(who, "wrong"); got == nil || got.Attempts != 1 {
				t.Errorf("%s: %q was answered with %+v", name, who, got)
			}
		}
		if !slices.Equal(costs, []int{want, want, want}) {
			t.Errorf("%s: comparisons of cost %v, want one of %d for each name", name, costs, want)
		}
	}
}

// holdTurns keeps everybody from comparing. The result waits until all callers
// have come to that, does something and lets them go on.
func (f *fixture) holdTurns(callers int32) (let func(do func())) {
	const looks = 3 // at the clock, of each before it waits
	var looked atomic.Int32
	f.now = func() time.Time {
		looked.Add(1)
		return f.clock.at
	}
	for range cap(f.hashing.slots) {
		f.hashing.slots <- struct{}{}
	}
	return func(do func()) {
		for looked.Load() < callers*looks {
			runtime.Gosched()
		}
		do()
		for range cap(f.hashing.slots) {
			<-f.hashing.slots
		}
	}
}

func TestSignIn_LimitsGuessesFromThisMachineToo(t *testing.T) {
	f := newFixture(t, withAccount(t))
	here := peer("127.0.0.1:1")
	for i := range maxGuesses {
		if got := f.signIn("name"+string(rune('a'+i)), "wrong", here); got == nil || got.Limited {
			t.Fatalf("guess %d: %+v", i+1, got)
		}
	}
	if got := f.signIn("ann", password, here); got == nil || !got.Limited {
		t.Errorf("guess over the limit: %+v", got)
	}
}
