package config

import (
	"time"

	"pulse/backend/settings"
)

func serverVariables(s *Server) []variable {
	return []variable{
		{name: "PULSE_DATA_DIR", shown: "the user's application folder", meaning: "folder for all data", parse: path(&s.DataDir)},
		{name: "PORT", shown: "7655", meaning: "port to listen on, when FRONTEND_PORT is not set", fixes: "listenPort", parse: number(&s.Port, 1, 65535)},
		{name: "FRONTEND_PORT", shown: "7655", meaning: "port to listen on", fixes: "listenPort", parse: number(&s.Port, 1, 65535)},
		{name: "BACKEND_HOST", shown: "0.0.0.0, in the window 127.0.0.1", meaning: "address to listen on", fixes: "listenHost", parse: host(&s.Host)},
		{name: "PULSE_PUBLIC_URL", shown: "found out", meaning: "address of this server in notices, scripts and redirects", parse: address(&s.PublicURL)},
		{name: "HTTPS_ENABLED", fallback: "false", meaning: "speak TLS; needs both files", parse: boolean(&s.TLS)},
		{name: "TLS_CERT_FILE", meaning: "certificate chain, PEM", parse: path(&s.CertFile)},
		{name: "TLS_KEY_FILE", meaning: "private key of the certificate, PEM", parse: path(&s.KeyFile)},
		{name: "LOG_LEVEL", fallback: "info", meaning: "how much is logged", fixes: "logLevel", parse: oneOf(&s.LogLevel, "debug", "info", "warn", "error")},
		{name: "CONNECTION_TIMEOUT", fallback: "60", meaning: "longest time for a call to a watched server", fixes: "connectionTimeout", parse: duration(&s.ConnectionTimeout, time.Second)},
		{name: "DISCOVERY_ENABLED", fallback: "true", meaning: "look for servers in the network", fixes: "discoveryEnabled", parse: boolean(&s.DiscoveryEnabled)},
		{name: "DISCOVERY_SUBNET", fallback: "auto", meaning: "where to look for servers", fixes: "discoverySubnet", parse: checkedText(&s.DiscoverySubnet,
			"auto, or subnets like 192.168.1.0/24 separated by commas", func(d *settings.System, text string) { d.DiscoverySubnet = text })},
		{name: "ALLOWED_ORIGINS", shown: "none", meaning: "other web pages that may call the API", fixes: "allowedOrigins", parse: checkedText(&s.AllowedOrigins,
			"*, or origins like https://host:port separated by commas", func(d *settings.System, text string) { d.AllowedOrigins = text })},
		{name: "ALLOWED_HOSTS", shown: "none", meaning: "further names under which this server may be called", parse: hosts(&s.AllowedHosts)},
		{name: "NODE_ENV", meaning: "development lets the development server of the page call the API", parse: equal(&s.Development, "development")},
		{name: "PULSE_DEV", fallback: "false", meaning: "the same as NODE_ENV=development", parse: alsoOn(&s.Development)},
		{name: "PULSE_FRONTEND_DIR", meaning: "serve the page from this folder", parse: path(&s.FrontendDir)},
		{name: "FRONTEND_DEV_SERVER", meaning: "take the page from its development server, which must be on this machine", parse: address(&s.FrontendServer)},
		{name: "PULSE_DOCKER", fallback: "false", meaning: "this server runs in a container", parse: strictly(&s.Docker)},
		{name: "INVOCATION_ID", meaning: "set by systemd; lets the server restart itself", parse: present(&s.Systemd)},
		{name: "PULSE_UPDATE_SERVER", meaning: "where to look for releases; nowhere when empty", fixes: "updateServer", parse: address(&s.UpdateServer)},
		{name: "PULSE_DISABLE_ZFS_MONITORING", fallback: "false", meaning: "do not read ZFS pools", parse: inverted(&s.ZFS)},
		{name: "PULSE_TEMPERATURE_SSH", fallback: "false", meaning: "read temperatures of Proxmox VE nodes with `ssh root@node sensors -j`", parse: boolean(&s.SensorsOverSSH)},
		{name: "PULSE_SENSOR_PROXY_SOCKET", fallback: "/run/pulse-sensor-proxy/pulse-sensor-proxy.sock", meaning: "read temperatures through the helper at this socket, while it is there", parse: path(&s.SensorProxy)},
		{name: "TZ", shown: "the system's", meaning: "time zone, read by the runtime"},
	}
}
