; The setup for Windows. build/package/windows.sh says what VERSION, NUMBER, FILES,
; WEBVIEW, ICON and OUT are.
Unicode true
Target amd64-unicode
SetCompressor zlib ; a fifth larger than lzma, and made in a tenth of the time
ManifestDPIAware true
RequestExecutionLevel admin

!include MUI2.nsh
!include LogicLib.nsh
!include x64.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Pulse"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define WEBVIEW_CLIENT "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

Name "Pulse"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\Pulse"
InstallDirRegKey HKLM "${UNINSTALL}" "InstallLocation"
BrandingText "Pulse ${VERSION}"
VIProductVersion "${NUMBER}"
VIFileVersion "${NUMBER}"
VIAddVersionKey "ProductName" "Pulse"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Setup of Pulse"
VIAddVersionKey "LegalCopyright" ""

!ifdef SIGN
!uninstfinalize '${SIGN} "%1"'
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "Open Pulse"
!define MUI_FINISHPAGE_RUN_FUNCTION OpenAsPerson
!define MUI_UNCONFIRMPAGE_TEXT_TOP "The program is removed. Your data stays: that of the window in %LOCALAPPDATA%\pulse of each account, that of the service in %ProgramData%\pulse. Delete these folders when you no longer need them."
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; OpenAsPerson opens the window without the rights of the setup.
Function OpenAsPerson
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\pulse.exe"'
FunctionEnd

; EndPulse ends the window and its helpers, which lets their files be replaced.
!macro EndPulse
  ${If} ${FileExists} "$INSTDIR\pulse.exe"
    nsExec::Exec '"$INSTDIR\pulse.exe" --quit'
    Pop $0
  ${EndIf}
!macroend

Section "Pulse"
  SetShellVarContext all
  SetRegView 64
  !insertmacro EndPulse
  StrCpy $1 "" ; whether the service ran
  ${If} ${FileExists} "$INSTDIR\pulse-server.exe"
    nsExec::Exec '"$INSTDIR\pulse-server.exe" status'
    Pop $1
    nsExec::Exec '"$INSTDIR\pulse-server.exe" stop'
    Pop $0
  ${EndIf}

  SetOutPath "$INSTDIR"
  File /r "${FILES}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Pulse.lnk" "$INSTDIR\pulse.exe"

  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "Pulse"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayIcon" "$INSTDIR\pulse.exe"
  WriteRegStr HKLM "${UNINSTALL}" "Publisher" "Pulse"
  WriteRegStr HKLM "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL}" "NoRepair" 1
  WriteRegDWORD HKLM "${UNINSTALL}" "EstimatedSize" ${KILOBYTES}

  ${If} $1 == 0
    nsExec::Exec '"$INSTDIR\pulse-server.exe" start'
    Pop $0
  ${EndIf}
SectionEnd

; The window shows its page with WebView2, which Windows 11 and an up-to-date
; Windows 10 have. Microsoft's own small installer fetches it where it is missing.
Section "WebView2"
  SetRegView 32
  ReadRegStr $0 HKLM "SOFTWARE\${WEBVIEW_CLIENT}" "pv"
  SetRegView 64
  ${If} $0 == ""
    ReadRegStr $0 HKCU "SOFTWARE\${WEBVIEW_CLIENT}" "pv"
  ${EndIf}
  ${If} $0 == ""
  ${OrIf} $0 == "0.0.0.0"
    DetailPrint "Installing Microsoft WebView2"
    SetOutPath "$PLUGINSDIR"
    File "${WEBVIEW}"
    ExecWait '"$PLUGINSDIR\MicrosoftEdgeWebview2Setup.exe" /silent /install' $0
    ${If} $0 != 0
      DetailPrint "WebView2 could not be installed ($0): the window will say where to get it"
    ${EndIf}
  ${EndIf}
SectionEnd

Section "Uninstall"
  SetShellVarContext all
  SetRegView 64
  !insertmacro EndPulse
  nsExec::Exec '"$INSTDIR\pulse-server.exe" uninstall'
  Pop $0
  DeleteRegValue HKCU "${RUN}" "Pulse"
  DeleteRegValue HKCU "${APPROVED}" "Pulse"
  DeleteRegKey HKLM "${UNINSTALL}"
  Delete "$SMPROGRAMS\Pulse.lnk"
  !include "${REMOVE}" ; deletes what was installed, file by file
  Delete "$INSTDIR\*.previous" ; what a server that updated itself has kept
  Delete "$INSTDIR\.pulse-update-*"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DetailPrint "Your data stays in %LOCALAPPDATA%\pulse and %ProgramData%\pulse"
SectionEnd
