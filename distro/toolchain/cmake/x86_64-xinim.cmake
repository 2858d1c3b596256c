# x86_64-xinim.cmake - has CMake build for XINIM with the compiler it was installed with:
#
#	cmake -DCMAKE_TOOLCHAIN_FILE=.../x86_64-xinim/share/cmake/x86_64-xinim.cmake
#
# Names nothing but what lies around it, so the installed tree can be moved.
#
# SPDX-License-Identifier: BSD-3-Clause

set(CMAKE_SYSTEM_NAME XINIM)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
# Platform/XINIM.cmake, which CMake has not got itself.
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")

get_filename_component(XINIM_SYSROOT "${CMAKE_CURRENT_LIST_DIR}/../.." REALPATH)
get_filename_component(XINIM_BIN "${CMAKE_CURRENT_LIST_DIR}/../../../bin" ABSOLUTE)
set(CMAKE_C_COMPILER "${XINIM_BIN}/x86_64-xinim-gcc")
set(CMAKE_ASM_COMPILER "${XINIM_BIN}/x86_64-xinim-gcc")
if(EXISTS "${XINIM_BIN}/x86_64-xinim-g++")
	set(CMAKE_CXX_COMPILER "${XINIM_BIN}/x86_64-xinim-g++")
endif()
set(CMAKE_AR "${XINIM_BIN}/x86_64-xinim-ar")
set(CMAKE_RANLIB "${XINIM_BIN}/x86_64-xinim-ranlib")
set(CMAKE_STRIP "${XINIM_BIN}/x86_64-xinim-strip")
set(PKG_CONFIG_EXECUTABLE "${XINIM_BIN}/x86_64-xinim-pkg-config")

# Programs are this machine's; headers and libraries are the target's only.
set(CMAKE_FIND_ROOT_PATH "${XINIM_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
