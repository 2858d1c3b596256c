# Platform/XINIM-Initialize.cmake - what holds before languages are enabled.
# SPDX-License-Identifier: BSD-3-Clause
set(UNIX 1)
set(XINIM 1)
