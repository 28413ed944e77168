/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of its own for a test, and a workspace in it; nothing of them is left behind. */
#pragma once

#include "store/esp-store.h"

typedef char *TempFolder;

TempFolder temp_folder_new (void);
void temp_folder_free (TempFolder folder);
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (TempFolder, temp_folder_free, NULL)

EspStore *temp_store_new (const char *folder, EspClock *clock);
void temp_store_free (EspStore *store);
