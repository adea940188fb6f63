package app

import (
	"strings"
	"testing"

	"github.com/wailsapp/wails/v2/pkg/menu"
)

func TestMacMenu_HasTheUsualEntriesWithKeysOfTheirOwn(t *testing.T) {
	var labels []string
	taken := map[string]string{}
	for _, top := range macMenu(t.Context(), &program{window: newWindow()}).Items {
		if top.Role != 0 {
			continue // the system's own
		}
		for _, item := range top.SubMenu.Items {
			if item.Type == menu.SeparatorType {
				continue
			}
			labels = append(labels, item.Label)
			if item.Accelerator == nil {
				continue
			}
			key := strings.Join([]string{item.Accelerator.Key, strings.Join(modifiers(item), "+")}, "+")
			if taken[key] != "" {
				t.Errorf("%s has the key of %s", item.Label, taken[key])
			}
			taken[key] = item.Label
		}
	}
	want := "About Pulse, Settings…, Hide Pulse, Quit Pulse, Close Window, Reload, Actual Size, Zoom In, Zoom Out, Full Screen, " +
		"Overview, Alerts, Nodes, Guests, Docker, Storage, Backups, Backup servers, Mail, Keys, Diagnostics, Description of the API"
	if got := strings.Join(labels, ", "); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func modifiers(item *menu.MenuItem) (names []string) {
	for _, m := range item.Accelerator.Modifiers {
		names = append(names, string(m))
	}
	return names
}
