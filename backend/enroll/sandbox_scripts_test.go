package enroll

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const (
	pveToken = "pulse-10-0-0-9-1700000000"
	tell     = "curl [-sS] [--max-time] [60] [-X] [POST] [-H] [Content-Type: application/json] [--data-binary] [@-] [http://10.0.0.9:7655/api/auto-register]"
)

// pveServer is a Proxmox VE server on which nobody has run the script.
func pveServer(t *testing.T) *sandbox {
	s := newSandbox(t, "pveum")
	s.answer("pveum_user_list", `[{"userid":"root@pam"}]`)
	s.answer("pveum_user_token_list", `[]`)
	s.answer("pveum_user_token_add", `{"full-tokenid":"pulse-monitor@pam!`+pveToken+`","info":{"privsep":"1"},"value":"0000-secret"}`)
	s.answer("pveum_role_list", `[{"privs":"Sys.Audit,VM.GuestAgent.Audit","roleid":"Administrator"}]`)
	return s
}

func compare(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("calls:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestPVEScript_MakesTheLeastAccessAndRegistersIt(t *testing.T) {
	s := pveServer(t)
	write(t, filepath.Join(s.dir, "root/etc/pve/user.cfg"), "user:root@pam\n")
	out, err := s.run(script("pve"))
	if err != nil {
		t.Fatal(err, out)
	}
	compare(t, s.calls(), []string{
		"pveum [user] [add] [pulse-monitor@pam] [--comment] [Pulse monitoring, reads only]",
		"pveum [user] [token] [add] [pulse-monitor@pam] [" + pveToken + "] [--privsep] [1] [--output-format] [json]",
		"pveum [aclmod] [/] [-user] [pulse-monitor@pam] [-role] [PVEAuditor]",
		"pveum [aclmod] [/] [-token] [pulse-monitor@pam!" + pveToken + "] [-role] [PVEAuditor]",
		"pveum [role] [add] [PulseMonitor] [-privs] [Sys.Audit,VM.GuestAgent.Audit]",
		"pveum [aclmod] [/] [-user] [pulse-monitor@pam] [-role] [PulseMonitor]",
		"pveum [aclmod] [/] [-token] [pulse-monitor@pam!" + pveToken + "] [-role] [PulseMonitor]",
		"pveum [role] [add] [PulseMonitorBackups] [-privs] [Datastore.Audit,Datastore.Allocate]",
		"pveum [aclmod] [/storage] [-user] [pulse-monitor@pam] [-role] [PulseMonitorBackups]",
		"pveum [aclmod] [/storage] [-token] [pulse-monitor@pam!" + pveToken + "] [-role] [PulseMonitorBackups]",
		tell,
	})
	want := map[string]any{
		"type": "pve", "host": "https://10.0.0.1:8006", "serverName": "pve1", "setupCode": "A7K9P2",
		"tokenId": "pulse-monitor@pam!" + pveToken, "tokenValue": "0000-secret",
	}
	if got := s.told(); !reflect.DeepEqual(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	copies, err := filepath.Glob(filepath.Join(s.dir, "root/var/backups/pulse-setup/user.cfg.*"))
	if err != nil || len(copies) != 1 {
		t.Errorf("copies %v, %v", copies, err)
	}
	if strings.Contains(out, "0000-secret") || strings.Contains(strings.Join(s.calls(), ""), "0000-secret") {
		t.Error("the secret is shown although nobody needs it")
	}
}

func TestPVEScript_RunAgainChangesWhatIsThere(t *testing.T) {
	s := pveServer(t)
	s.answer("pveum_user_list", `[ { "userid" : "pulse-monitor@pam" } ]`)
	s.answer("pveum_role_list", `[{"roleid":"PulseMonitor","privs":"Sys.Audit"},{"roleid":"Administrator","privs":"VM.Monitor"}]`)
	in := script("pve")
	in.Backups = false
	if out, err := s.run(in); err != nil {
		t.Fatal(err, out)
	}
	calls := strings.Join(s.calls(), "\n")
	if !strings.Contains(calls, "pveum [role] [modify] [PulseMonitor] [-privs] [Sys.Audit,VM.Monitor]") {
		t.Errorf("the role was not changed for an older release:\n%s", calls)
	}
	for _, no := range []string{"[user] [add]", "/storage", "[remove]", "[delete]"} {
		if strings.Contains(calls, no) {
			t.Errorf("%s in\n%s", no, calls)
		}
	}
}

func TestScripts_DoNothingUntilTheyCanRegister(t *testing.T) {
	cases := []struct {
		name   string
		change func(*sandbox)
		want   string
	}{
		{"not root", func(s *sandbox) { s.answer("id_-u", "1000\n") }, "run this as root"},
		{"in a container", func(s *sandbox) { write(s.t, filepath.Join(s.dir, "root/.dockerenv"), "") }, "this is a container"},
		{"without a code", func(s *sandbox) { s.env = append(s.env, "PULSE_SETUP_CODE=") }, "the setup code is missing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := pveServer(t)
			c.change(s)
			out, err := s.run(script("pve"))
			if err == nil || !strings.Contains(out, c.want) || len(s.calls()) != 0 {
				t.Errorf("%v: %s, calls %v", err, out, s.calls())
			}
		})
	}
}

func TestPVEScript_WithoutAnAddressPrintsTheAccess(t *testing.T) {
	s := pveServer(t)
	in := script("pve")
	in.Host = ""
	out, err := s.run(in)
	if err != nil || !strings.Contains(out, "0000-secret") || !strings.Contains(out, "pulse-monitor@pam!"+pveToken) {
		t.Errorf("%v: %s", err, out)
	}
	if !strings.Contains(out, "nothing was registered") || !strings.Contains(out, "https://YOUR_PROXMOX_HOST:8006") {
		t.Errorf("it does not say why, and what is missing: %s", out)
	}
	if strings.Contains(strings.Join(s.calls(), ""), "curl") {
		t.Error("it told somebody")
	}
}

func TestScripts_SayInWordsWhyPulseDidNotTakeTheAccessAndFail(t *testing.T) {
	pbsServer := func(t *testing.T) *sandbox {
		s := newSandbox(t, "proxmox-backup-manager")
		s.answer("proxmox-backup-manager_user_list_", `[{"userid":"root@pam"}]`)
		s.answer("proxmox-backup-manager_user_generate-token", `{"tokenid":"pulse-monitor@pbs!x","value":"0000-secret"}`)
		return s
	}
	pmgServer := func(t *testing.T) *sandbox {
		s := newSandbox(t, "pmgsh")
		write(t, filepath.Join(s.dir, "bin", "pmgsh"), strings.Replace(standIn, "exit 0", `[ "$1" != get ]`, 1))
		return s
	}
	refused := `{"code":"node_unreachable","details":{"field":"host"},"error":"the server said \"no\" \u003c401\u003e: check the role","status_code":502}`
	cases := []struct {
		name, kind, answer string
		server             func(*testing.T) *sandbox
		says               []string
	}{
		{"refused, PVE", "pve", refused, pveServer, []string{`the access: the server said "no" <401>: check the role.`, "https://10.0.0.1:8006", "pulse-monitor@pam and its token " + pveToken + " stay", "0000-secret"}},
		{"refused, PBS", "pbs", refused, pbsServer, []string{`said "no" <401>`, "pulse-monitor@pbs and its token " + pveToken + " stay", "0000-secret"}},
		{"refused, PMG", "pmg", refused, pmgServer, []string{`said "no" <401>`, "The user pulse-monitor@pmg stays", "Password"}},
		{"a bad code", "pve", `{"error":"Authentication required: invalid or expired setup code"}`, pveServer, []string{"older than 5 minutes. Copy a new command"}},
		{"known already", "pve", `{"error":"Authentication required: this server is registered already"}`, pveServer, []string{"this server is registered already"}},
		{"no answer", "pve", "", pveServer, []string{"no answer at http://10.0.0.9:7655"}},
		{"not reached", "pve", "curl: (7) Failed to connect\n", pveServer, []string{"was not reached at http://10.0.0.9:7655 ((7) Failed to connect)"}},
		{"another program", "pve", "<html>hello</html>", pveServer, []string{"is no Pulse"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := c.server(t)
			s.answer("curl", c.answer)
			out, err := s.run(script(c.kind))
			if err == nil || !strings.HasSuffix(out, "Pulse: this server is not watched yet\n") {
				t.Errorf("it ended with %v: %s", err, out)
			}
			for _, words := range c.says {
				if !strings.Contains(out, words) {
					t.Errorf("it does not say %q:\n%s", words, out)
				}
			}
			if strings.ContainsAny(out, "{}") {
				t.Errorf("it prints what only programs read:\n%s", out)
			}
		})
	}
}

func TestPVEScript_RunAgainAfterARefusalMakesAnotherToken(t *testing.T) {
	s := pveServer(t)
	s.answer("pveum_user_list", `[{"userid":"pulse-monitor@pam"}]`)
	s.answer("pveum_user_token_list", `[{"tokenid":"`+pveToken+`"}]`)
	if out, err := s.run(script("pve")); err != nil {
		t.Fatal(err, out)
	}
	id, _ := s.told()["tokenId"].(string)
	name, ofUser := strings.CutPrefix(id, "pulse-monitor@pam!")
	calls := strings.Join(s.calls(), "\n")
	if !ofUser || name == pveToken || !strings.HasPrefix(name, "pulse-10-0-0-9-") {
		t.Errorf("told the token %q", id)
	}
	for _, want := range []string{"[token] [add] [pulse-monitor@pam] [" + name + "]", "[-token] [" + id + "] [-role] [PVEAuditor]"} {
		if !strings.Contains(calls, want) {
			t.Errorf("no %s in\n%s", want, calls)
		}
	}
}

func TestPVEScript_RemovesEverythingThatItMade(t *testing.T) {
	s := pveServer(t)
	s.answer("pveum_user_list", `[{"userid":"pulse-monitor@pam"}]`)
	s.answer("pveum_user_token_list", `[{"tokenid":"one"},{"tokenid":"two"}]`)
	s.answer("pveum_role_list", `[{"roleid":"PulseMonitor"},{"roleid":"PVEAuditor"}]`)
	keys := filepath.Join(s.dir, "root/root/.ssh/authorized_keys")
	write(t, keys, "ssh-ed25519 AAAA mine\ncommand=\"sensors -j\" ssh-ed25519 BBBB # pulse-managed-key\n")
	if out, err := s.run(script("pve"), "--remove"); err != nil {
		t.Fatal(err, out)
	}
	compare(t, s.calls(), []string{
		"pveum [user] [token] [remove] [pulse-monitor@pam] [one]",
		"pveum [user] [token] [remove] [pulse-monitor@pam] [two]",
		"pveum [user] [delete] [pulse-monitor@pam]",
		"pveum [role] [delete] [PulseMonitor]",
	})
	if kept, err := os.ReadFile(keys); err != nil || string(kept) != "ssh-ed25519 AAAA mine\n" {
		t.Errorf("keys %q, %v", kept, err)
	}
}

func TestPBSScript_GrantsTheTokenItsOwnRole(t *testing.T) {
	s := newSandbox(t, "proxmox-backup-manager")
	s.answer("proxmox-backup-manager_user_list_", `[{"userid":"root@pam"}]`)
	s.answer("proxmox-backup-manager_user_generate-token", "Result: {\n  \"tokenid\": \"pulse-monitor@pbs!x\",\n  \"value\": \"0000-secret\"\n}\n")
	in := script("pbs")
	in.Host = "https://10.0.0.1:8007"
	if out, err := s.run(in); err != nil {
		t.Fatal(err, out)
	}
	compare(t, s.calls(), []string{
		"proxmox-backup-manager [user] [create] [pulse-monitor@pbs] [--comment] [Pulse monitoring, reads only]",
		"proxmox-backup-manager [user] [generate-token] [pulse-monitor@pbs] [" + pveToken + "]",
		"proxmox-backup-manager [acl] [update] [/] [Audit] [--auth-id] [pulse-monitor@pbs]",
		"proxmox-backup-manager [acl] [update] [/] [Audit] [--auth-id] [pulse-monitor@pbs!" + pveToken + "]",
		tell,
	})
	if told := s.told(); told["tokenValue"] != "0000-secret" || told["type"] != "pbs" {
		t.Errorf("told %v", told)
	}
}

func TestPBSScript_Removes(t *testing.T) {
	s := newSandbox(t, "proxmox-backup-manager")
	s.answer("proxmox-backup-manager_user_list_", `[{"userid":"pulse-monitor@pbs"}]`)
	s.answer("proxmox-backup-manager_user_list-tokens", `[{"tokenid":"pulse-monitor@pbs!one"}]`)
	if out, err := s.run(script("pbs"), "--remove"); err != nil {
		t.Fatal(err, out)
	}
	compare(t, s.calls(), []string{
		"proxmox-backup-manager [acl] [update] [/] [Audit] [--auth-id] [pulse-monitor@pbs!one] [--delete] [true]",
		"proxmox-backup-manager [user] [delete-token] [pulse-monitor@pbs] [one]",
		"proxmox-backup-manager [acl] [update] [/] [Audit] [--auth-id] [pulse-monitor@pbs] [--delete] [true]",
		"proxmox-backup-manager [user] [remove] [pulse-monitor@pbs]",
	})
}

func TestPMGScript_MakesAUserThatMayOnlyRead(t *testing.T) {
	s := newSandbox(t, "pmgsh")
	write(t, filepath.Join(s.dir, "bin", "pmgsh"), strings.Replace(standIn, "exit 0", `[ "$1" != get ]`, 1))
	if out, err := s.run(script("pmg")); err != nil {
		t.Fatal(err, out)
	}
	told := s.told()
	password, _ := told["password"].(string)
	if len(password) != 24 || told["username"] != "pulse-monitor@pmg" || told["requestToken"] != true {
		t.Errorf("told %v", told)
	}
	compare(t, s.calls(), []string{
		"pmgsh [create] [/access/users] [--userid] [pulse-monitor@pmg] [--role] [audit] [--enable] [1] [--password] [" + password + "]", tell,
	})
}

func TestScripts_SurviveHostileNamesOfTheServer(t *testing.T) {
	for _, name := range hostile {
		s := pveServer(t)
		s.answer("hostname", name)
		if out, err := s.run(script("pve")); err != nil {
			t.Errorf("%q: %v %s", name, err, out)
		}
		want := strings.TrimRight(strings.ReplaceAll(name, "\n", ""), "\n")
		if told := s.told(); told["serverName"] != want || told["admin"] != nil {
			t.Errorf("%q was told as %v", name, told)
		}
		if _, err := os.Stat(filepath.Join(s.dir, "OWNED")); err == nil {
			t.Errorf("%q was executed", name)
		}
	}
}

func TestPVEScript_LetsTheKeyReadSensorsOnly(t *testing.T) {
	s := pveServer(t)
	text, err := Script{Kind: "pve", Pulse: "http://p", Host: "https://h:8006", SSHKey: "ssh-ed25519 AAAA pulse"}.Text()
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(s.dir, "s.sh"), strings.Replace(text, "main \"$@\"", "confirm() { return 0; }\ncode=''\noffer_temperatures\noffer_temperatures", 1))
	cmd := s.command("bash", "s.sh")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	kept, err := os.ReadFile(filepath.Join(s.dir, "root/root/.ssh/authorized_keys"))
	want := `command="sensors -j",no-port-forwarding,no-X11-forwarding,no-agent-forwarding,no-pty ssh-ed25519 AAAA pulse # pulse-managed-key` + "\n"
	if err != nil || string(kept) != want {
		t.Errorf("keys %q, %v", kept, err)
	}
}
