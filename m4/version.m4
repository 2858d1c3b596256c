# m4/version.m4 - the one place where the version is written.
m4_define([XINIM_VERSION], [0.1.0])
