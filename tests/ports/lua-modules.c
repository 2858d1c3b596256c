/* tests/ports/lua-modules.c - modules in C, for a Lua that cannot load them: require finds lpeg
 * and lfs linked in. Takes the place of Lua's linit.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define luaL_openlibs open_own_libs
#include "linit.c"
#undef luaL_openlibs

int luaopen_lfs(lua_State *L);
int luaopen_lpeg(lua_State *L);

LUALIB_API void luaL_openlibs(lua_State *L)
{
	open_own_libs(L);
	luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
	lua_pushcfunction(L, luaopen_lfs);
	lua_setfield(L, -2, "lfs");
	lua_pushcfunction(L, luaopen_lpeg);
	lua_setfield(L, -2, "lpeg");
	lua_pop(L, 1);
}
