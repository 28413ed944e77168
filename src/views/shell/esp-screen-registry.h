/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The groups of the sidebar, in their order. */
typedef enum
{
  ESP_SECTION_TOP,
  ESP_SECTION_PEOPLE,
  ESP_SECTION_ENGAGE,
  ESP_SECTION_MEASURE,
  ESP_SECTION_RUN,
  ESP_SECTION_HIDDEN, /* a place with an address that is not in the sidebar */
} EspScreenSection;

/* One area of the application. Static data of the screen's own folder. */
typedef struct
{
  const char *id;        /* first word of its addresses: "leads" */
  const char *title;     /* NC_("area", …) */
  const char *icon_name; /* a symbolic icon of our own resource */
  EspScreenSection section;
  const char *accel;                          /* (nullable) "<Alt>2" */
  GtkWidget *(*create) (EspSession *session); /* (transfer floating) an EspScreen */
  /* (nullable) Called once per session, before the screen is made: keeps the area's badge true
   * with esp_session_set_badge(), from the session's change notices. */
  void (*watch) (EspSession *session);
  GType (*get_type) (void); /* (nullable) of its screens: which keys they have */
} EspScreenInfo;

void esp_screen_registry_add (const EspScreenInfo *info);
guint esp_screen_registry_get_n (void);
const EspScreenInfo *esp_screen_registry_get (guint position);
const EspScreenInfo *esp_screen_registry_find (const char *id);
const char *esp_screen_info_get_title (const EspScreenInfo *info);
const char *esp_screen_section_get_title (EspScreenSection section);

G_END_DECLS
