/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of a test program, in a home of its own; nothing of it is left behind. */
#pragma once

#include <glib.h>

void test_home_init (int *argc, char ***argv);
