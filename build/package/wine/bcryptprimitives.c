/*
 * The one function of Windows' bcryptprimitives.dll that programs of Go call, for
 * versions of Wine that lack it.
 */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
	return RtlGenRandom(data, (ULONG)length);
}
