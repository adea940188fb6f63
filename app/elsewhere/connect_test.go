package elsewhere_test

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"pulse/app/elsewhere"
	"pulse/app/elsewhere/elsewheretest"
	"pulse/app/keys"
	"pulse/app/prefs"
	"pulse/backend/fault"
)

// book is one of an account that knows nobody yet. The key store of the machine
// that runs the tests is not touched.
func book(t *testing.T) (*elsewhere.Book, prefs.File) {
	t.Helper()
	keyring.MockInit()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere") // which is not asked
	file := prefs.File(filepath.Join(t.TempDir(), "desktop.json"))
	return elsewhere.Open(file, t.TempDir()), file
}

func account() elsewhere.Credentials {
	return elsewhere.Credentials{User: elsewheretest.User, Password: elsewheretest.Password}
}

// wantField fails the test unless err is about a field.
func wantField(t *testing.T, err error, field, words string) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Field != field || !strings.Contains(f.Message, words) {
		t.Errorf("error = %v, want one about %q with %q", err, field, words)
	}
}

func TestConnect_ToAServerWithACertificateOfItsOwn(t *testing.T) {
	server := elsewheretest.Start(t)
	b, _ := book(t)
	typed := strings.TrimPrefix(server.URL, "https://") + "/"
	seen, err := elsewhere.Look(t.Context(), typed)
	if err != nil || seen.URL != server.URL || seen.Certificate == nil {
		t.Fatalf("look = %+v, %v", seen, err)
	}
	if c := seen.Certificate; c.Trusted || c.Fingerprint != server.Fingerprint || c.Subject != "CN=nas.lan" || c.From >= c.Until {
		t.Errorf("certificate = %+v", c)
	}
	met, err := elsewhere.Meet(t.Context(), seen.URL, seen.Certificate.Fingerprint)
	if want := (elsewhere.Met{URL: server.URL, Name: "127.0.0.1", Version: "4.24.0", Needs: elsewhere.NeedsSignIn, HasPassword: true}); err != nil || met != want {
		t.Fatalf("meet = %+v, %v, want %+v", met, err, want)
	}
	p, place, err := b.Connect(t.Context(), prefs.Pulse{URL: seen.URL, Fingerprint: server.Fingerprint}, account())
	if err != nil || place != keys.InStore {
		t.Fatalf("connect: %v, kept in %q", err, place)
	}
	if chosen, ok := b.Chosen(); !ok || chosen != p {
		t.Errorf("chosen = %+v, %v, want %+v", chosen, ok, p)
	}
	tokens := server.Tokens(t)
	if len(tokens) != 1 || !strings.HasPrefix(tokens[0].Name, "Pulse desktop on ") || tokens[0].ID != p.TokenID {
		t.Errorf("tokens there = %+v", tokens)
	}
}

func TestMeet_UnderstandsTheAddressOfAPage(t *testing.T) {
	server := elsewheretest.StartOpen(t)
	met, err := elsewhere.Meet(t.Context(), server.URL+"/settings/security", "")
	if err != nil || met.URL != server.URL {
		t.Errorf("meet = %+v, %v, want the Pulse at %s", met, err, server.URL)
	}
}

func TestConnect_NeverKeepsThePassword(t *testing.T) {
	server := elsewheretest.StartPlain(t)
	b, file := book(t)
	keyring.MockInitWithError(errors.New("no key store here"))
	_, place, err := b.Connect(t.Context(), prefs.Pulse{URL: server.URL}, account())
	if err != nil || place != keys.InFile {
		t.Fatalf("connect: %v, kept in %q, want a file", err, place)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(string(file)), "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("files: %v, %v", files, err)
	}
	for _, path := range files {
		if content := read(t, path); strings.Contains(content, elsewheretest.Password) {
			t.Errorf("%s holds the password", path)
		}
	}
}

func TestMeet_SendsNothingToAnotherCertificate(t *testing.T) {
	asked := false
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	server.Config.ErrorLog = nil
	server.StartTLS()
	defer server.Close()
	_, err := elsewhere.Meet(t.Context(), server.URL, strings.Repeat("AA:", 31)+"AA")
	wantField(t, err, "certificate", "another certificate")
	_, err = elsewhere.Meet(t.Context(), server.URL, "")
	wantField(t, err, "certificate", "no authority")
	if asked {
		t.Error("a request was sent")
	}
}

func TestLook_SaysWhyNobodyWasReached(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for typed, words := range map[string]string{
		closed.Addr().String():             "does not listen",
		"https://nobody.invalid":           "No computer is called nobody.invalid",
		"https://" + plainAddress(t):       "does not encrypt",
		"http://" + closed.Addr().String(): "does not listen",
	} {
		_, err := elsewhere.Look(t.Context(), typed)
		wantField(t, err, "address", words)
	}
}

func TestLook_FindsPlainHTTPWithoutBeingTold(t *testing.T) {
	address := plainAddress(t)
	seen, err := elsewhere.Look(t.Context(), address)
	if err != nil || seen.URL != "http://"+address || seen.Certificate != nil {
		t.Errorf("look = %+v, %v", seen, err)
	}
}

// plainAddress is one where something answers that is not Pulse.
func plainAddress(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/moved") {
			http.Redirect(w, r, "https://nas.lan/moved/api/version", http.StatusMovedPermanently)
			return
		}
		_, _ = w.Write([]byte("<html>a printer</html>"))
	}))
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func TestMeet_TellsWhatIsNotPulse(t *testing.T) {
	address := "http://" + plainAddress(t)
	_, err := elsewhere.Meet(t.Context(), address, "")
	wantField(t, err, "address", "not Pulse")
	_, err = elsewhere.Meet(t.Context(), address+"/moved", "")
	wantField(t, err, "address", "sends on to https://nas.lan")
}

func TestSignIn_NamesTheFieldThatIsWrong(t *testing.T) {
	server := elsewheretest.StartPlain(t)
	p := prefs.Pulse{URL: server.URL, Name: "nas"}
	for _, c := range []struct {
		by           elsewhere.Credentials
		field, words string
	}{
		{elsewhere.Credentials{Password: "x"}, "user", "Enter the name"},
		{elsewhere.Credentials{User: "admin"}, "password", "Enter the password"},
		{elsewhere.Credentials{User: "admin", Password: "wrong"}, "password", "refused this name and password"},
		{elsewhere.Credentials{Token: "pulse_unknown"}, "token", "does not know this token"},
	} {
		_, err := elsewhere.SignIn(t.Context(), p, c.by)
		wantField(t, err, c.field, c.words)
	}
}

func TestConnect_ByATokenThatSomebodyMade(t *testing.T) {
	server := elsewheretest.StartPlain(t)
	var made struct{ Token string }
	server.Call(t, http.MethodPost, "/api/security/tokens", map[string]any{"name": "wall", "scopes": []string{"read"}}, &made)
	b, _ := book(t)
	p, _, err := b.Connect(t.Context(), prefs.Pulse{URL: server.URL}, elsewhere.Credentials{Token: " " + made.Token + "\n"})
	if err != nil || p.TokenID != "" {
		t.Fatalf("connect: %+v, %v", p, err)
	}
	if left, err := b.Forget(t.Context(), p.ID); left != "" || err != nil || len(server.Tokens(t)) != 1 {
		t.Errorf("forget: %q, %v, %v; somebody else's token is not deleted", left, err, server.Tokens(t))
	}
}

func TestConnect_ToOneThatAsksNobody(t *testing.T) {
	server := elsewheretest.StartOpen(t)
	met, err := elsewhere.Meet(t.Context(), server.URL, "")
	if err != nil || met.Needs != elsewhere.NeedsNothing {
		t.Fatalf("meet = %+v, %v", met, err)
	}
	b, _ := book(t)
	if p, _, err := b.Connect(t.Context(), prefs.Pulse{URL: server.URL}, elsewhere.Credentials{}); err != nil || !p.Open {
		t.Errorf("connect = %+v, %v", p, err)
	}
}

func TestForget_DeletesTheTokenThereOrSaysThatItIsLeft(t *testing.T) {
	server := elsewheretest.Start(t)
	b, _ := book(t)
	p, _, err := b.Connect(t.Context(), prefs.Pulse{URL: server.URL, Fingerprint: server.Fingerprint}, account())
	if err != nil {
		t.Fatal(err)
	}
	if left, err := b.Forget(t.Context(), p.ID); left != "" || err != nil {
		t.Errorf("forget: %q, %v", left, err)
	}
	if tokens := server.Tokens(t); len(tokens) != 0 {
		t.Errorf("tokens there = %v", tokens)
	}
	if _, ok := b.Chosen(); ok {
		t.Error("a forgotten Pulse is chosen")
	}
	p, _, err = b.Connect(t.Context(), prefs.Pulse{URL: server.URL, Fingerprint: server.Fingerprint}, account())
	if err != nil {
		t.Fatal(err)
	}
	server.End()
	if left, err := b.Forget(t.Context(), p.ID); !strings.HasPrefix(left, "Pulse desktop on ") || err != nil {
		t.Errorf("forget one that is off: %q, %v", left, err)
	}
	if token, _, err := b.Token(t.Context(), p.ID); token != "" || err != nil || len(b.All()) != 0 {
		t.Errorf("token %q, %v, known %v", token, err, b.All())
	}
}

func TestConnect_AgainTakesThePlaceOfTheOldToken(t *testing.T) {
	server := elsewheretest.StartPlain(t)
	b, _ := book(t)
	first, _, err := b.Connect(t.Context(), prefs.Pulse{URL: server.URL}, account())
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := b.Connect(t.Context(), prefs.Pulse{URL: server.URL}, account())
	if err != nil || second.ID != first.ID || second.Renewed != first.Renewed+1 {
		t.Errorf("second = %+v, %v, first %+v", second, err, first)
	}
	if tokens := server.Tokens(t); len(tokens) != 1 || tokens[0].ID != second.TokenID {
		t.Errorf("tokens there = %v", tokens)
	}
}

func TestBelieve_TakesOnlyTheCertificateThatIsShown(t *testing.T) {
	server := elsewheretest.Start(t)
	b, _ := book(t)
	p, _, err := b.Connect(t.Context(), prefs.Pulse{URL: server.URL, Fingerprint: server.Fingerprint}, account())
	if err != nil {
		t.Fatal(err)
	}
	server.End()
	server.NewCertificate(t)
	server.Begin(t)
	wantField(t, b.Believe(t.Context(), p.ID, p.Fingerprint), "certificate", "yet another")
	if err := b.Believe(t.Context(), p.ID, server.Fingerprint); err != nil {
		t.Fatal(err)
	}
	if chosen, _ := b.Chosen(); chosen.Fingerprint != server.Fingerprint {
		t.Errorf("pinned %s, want %s", chosen.Fingerprint, server.Fingerprint)
	}
}

// A certificate that an authority vouches for needs no comparison.
func TestMeet_BelievesWhatTheSystemBelieves(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	if c := elsewhere.TrustOf(prefs.Pulse{URL: server.URL}).TLS("127.0.0.1"); c.InsecureSkipVerify || c.MinVersion != tls.VersionTLS12 {
		t.Errorf("without a pin nothing is checked: %+v", c)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
