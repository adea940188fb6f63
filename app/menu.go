package app

import (
	"context"
	"runtime"

	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/menu/keys"
	wails "github.com/wailsapp/wails/v2/pkg/runtime"
)

// systemMenu is the menu at the top of a Mac's screen. The other systems have
// none: a bar in the window would take room from the page and repeat it. There
// the page hears the keys, see frontend/src/features/frame/windowKeys.ts.
func systemMenu(ctx context.Context, p *program) *menu.Menu {
	if runtime.GOOS != "darwin" {
		return nil
	}
	return macMenu(ctx, p)
}

// macMenu has the usual entries at their usual places.
func macMenu(ctx context.Context, p *program) *menu.Menu {
	w := p.window
	return menu.NewMenuFromItems(
		submenu("Pulse",
			entry("About Pulse", nil, func() { w.about(p.options.Backend.Version) }),
			menu.Separator(),
			entry("Settings…", keys.CmdOrCtrl(","), func() { w.visit("/settings") }),
			menu.Separator(),
			entry("Hide Pulse", keys.CmdOrCtrl("h"), func() { w.do(wails.Hide) }),
			menu.Separator(),
			entry("Quit Pulse", keys.CmdOrCtrl("q"), func() { p.quitOrWarn(ctx) }),
		),
		submenu("File", entry("Close Window", keys.CmdOrCtrl("w"), w.close)),
		menu.EditMenu(),
		submenu("View",
			entry("Reload", keys.CmdOrCtrl("r"), func() { w.do(wails.WindowReload) }),
			menu.Separator(),
			entry("Actual Size", keys.CmdOrCtrl("0"), func() { p.standing.zoom(0) }),
			entry("Zoom In", keys.CmdOrCtrl("+"), func() { p.standing.zoom(1) }),
			entry("Zoom Out", keys.CmdOrCtrl("-"), func() { p.standing.zoom(-1) }),
			menu.Separator(),
			entry("Full Screen", keys.Combo("f", keys.CmdOrCtrlKey, keys.ControlKey), w.fullScreen),
		),
		submenu("Go", goEntries(w)...),
		menu.WindowMenu(),
		submenu("Help",
			entry("Keys", nil, func() { w.tell("pulse:keys") }),
			entry("Diagnostics", nil, func() { w.visit("/settings/diagnostics") }),
			entry("Description of the API", nil, func() { w.tell("pulse:outside", "/api/docs") }),
		),
	)
}

// goEntries lead to the pages, in the order of the navigation.
func goEntries(w *window) []*menu.MenuItem {
	var items []*menu.MenuItem
	for n, page := range []struct{ label, path string }{
		{"Overview", "/"},
		{"Alerts", "/alerts"},
		{"Nodes", "/nodes"},
		{"Guests", "/guests"},
		{"Docker", "/docker"},
		{"Storage", "/storage"},
		{"Backups", "/backups"},
		{"Backup servers", "/backup-servers"},
		{"Mail", "/mail"},
	} {
		items = append(items, entry(page.label, keys.CmdOrCtrl(string(rune('1'+n))), func() { w.visit(page.path) }))
	}
	return items
}

func submenu(label string, items ...*menu.MenuItem) *menu.MenuItem {
	return menu.SubMenu(label, menu.NewMenuFromItems(items[0], items[1:]...))
}

func entry(label string, key *keys.Accelerator, act func()) *menu.MenuItem {
	return menu.Text(label, key, func(*menu.CallbackData) { act() })
}

// quitOrWarn ends Pulse on this computer, or says why it cannot.
func (p *program) quitOrWarn(ctx context.Context) {
	if err := p.quit(ctx); err != nil {
		p.window.warn("Pulse cannot end", sentence(err.Error()))
	}
}
