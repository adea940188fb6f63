package main

import (
	"os"
	"strings"
	"testing"

	"github.com/kardianos/service"
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc/mgr"
)

func TestWindowsService_StartsWithTheSystemAndIsStartedAgain(t *testing.T) {
	if windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil {
		t.Skip("Wine does not know what a service is to do after a crash")
	}
	control, err := mgr.Connect()
	if err != nil {
		t.Skip("registering a service needs an administrator: " + err.Error())
	}
	defer control.Disconnect() //nolint:errcheck // the test is over
	m, err := newManager(service.ChosenSystem(), os.Args[0], false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.status(); err == nil {
		t.Skip("a service of Pulse is installed on this machine")
	}
	if err := m.install(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := m.remove(); err != nil {
			t.Error(err)
		}
	}()
	s, err := control.OpenService(serviceName)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, err := s.Config()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(c.BinaryPathName, " --service") || c.StartType != mgr.StartAutomatic || c.ServiceStartName != "LocalSystem" {
		t.Errorf("registered as %+v", c)
	}
	actions, err := s.RecoveryActions()
	if err != nil || len(actions) == 0 || actions[0].Type != mgr.ServiceRestart {
		t.Errorf("after a crash: %v, %v, want that it is started again", actions, err)
	}
}
