package api

import (
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// pageOf is where the page comes from: its development server, or the files.
func pageOf(d Deps) http.Handler {
	if d.DevPage == "" {
		return newPage(d.Page)
	}
	if dev := devServer(d.DevPage); dev != nil {
		d.Log.Info("the page comes from its development server", "address", d.DevPage)
		return dev
	}
	d.Log.Warn("FRONTEND_DEV_SERVER is not used: the development server of the page must be on this machine", "address", d.DevPage)
	return newPage(d.Page)
}

// devServer passes requests for the page on to its development server. Only
// one on this machine is asked, without anything by which callers prove who they
// are: a page under development is a program of somebody else's.
func devServer(address string) http.Handler {
	target, err := url.Parse(address)
	if err != nil || !onThisMachine(target.Hostname()) {
		return nil
	}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			for _, name := range []string{"Cookie", "Authorization", "X-API-Token", "X-CSRF-Token"} {
				r.Out.Header.Del(name)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			r.Header.Del("Set-Cookie")
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "The development server of the page does not answer at "+target.Redacted()+". Start it with: npm run dev", http.StatusBadGateway)
		},
	}
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
