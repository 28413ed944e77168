/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* As many lines of a row as anybody writes, so that it is shown whole. Not 0, which means all: then GTK 4.8 gives Korean
 * words that fill two lines the width of one, and they run out of the window. */
#define ESP_ROW_ALL_LINES 20
