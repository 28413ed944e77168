/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/esp-target.h"

G_BEGIN_DECLS

/* The one button of a screen that stands at the end of the header bar. All strings are owned by
 * the screen and stay valid until its next state change. */
typedef struct
{
  const char *label;     /* translated, with a mnemonic: _("_Send…") */
  const char *icon_name; /* (nullable) shown before the label */
  const char *action;    /* detailed action name: "screen.send"; Ctrl+Enter activates it too */
  const char *tooltip;   /* (nullable) when the action is disabled: the reason */
  gboolean suggested;    /* whether it stands out; at most one thing on a screen does */
} EspPrimaryAction;

EspPrimaryAction esp_primary_action_new (const char *label);

/* One key of a screen, for the help page and the window of shortcuts. */
typedef struct
{
  const char *accel; /* as GtkShortcutsShortcut wants it: "<Control>f", "Up Down" */
  const char *title; /* N_() */
} EspHelpKey;

/* What F1 says about a screen. Static data. */
typedef struct
{
  const char *summary;    /* N_(): two or three sentences: what it is for, how to begin */
  const EspHelpKey *keys; /* (nullable) ends with a NULL accel */
} EspHelp;

#define ESP_TYPE_SCREEN (esp_screen_get_type ())
G_DECLARE_INTERFACE (EspScreen, esp_screen, ESP, SCREEN, GtkWidget)

/* A screen is one widget that fills the content pane. It gets an EspSession when it is made and
 * asks everything of it; it never looks up its parents. The window asks the functions below, and
 * asks again whenever the screen calls esp_screen_notify_state(). Every function is optional. */
struct _EspScreenInterface
{
  GTypeInterface parent_iface;

  /* Header. Default title: the name of the area; default subtitle: none. */
  char *(*dup_title) (EspScreen *self);
  char *(*dup_subtitle) (EspScreen *self);
  /* The screen's actions; the window offers them as "screen.NAME" to its header, its menus and
   * its keys. The screen inserts the same group into itself for its own buttons. */
  GActionGroup *(*get_actions) (EspScreen *self);
  gboolean (*get_primary) (EspScreen *self, EspPrimaryAction *out_primary);
  /* The overflow menu at the end of the header, with "screen." actions. */
  GMenuModel *(*get_menu) (EspScreen *self);
  /* Context of the selection, 320–380 px wide, built from plain boxes. NULL hides the pane. The
   * window shows it and lets it go; the screen keeps its own reference. */
  GtkWidget *(*get_inspector) (EspScreen *self);
  /* Every place of a screen has an address: "leads", "leads/42". Going into an object is
   * esp_session_open (session, "leads/42"), which calls open(); Back is the window's own work.
   * open() says whether it could show the target; dup_target() says what is shown now. */
  gboolean (*open) (EspScreen *self, EspTarget *target);
  EspTarget *(*dup_target) (EspScreen *self);
  /* Ctrl+F; FALSE when there is nothing to search. */
  gboolean (*focus_search) (EspScreen *self);
  /* F5. */
  void (*refresh) (EspScreen *self);
  /* Ctrl+Z and Ctrl+Shift+Z in a document with a history of its own; FALSE hands the key on to
   * the undo of the workspace. */
  gboolean (*undo) (EspScreen *self);
  gboolean (*redo) (EspScreen *self);
  /* The same for all screens of a type: the window of shortcuts asks with NULL before one exists. */
  const EspHelp *(*get_help) (EspScreen *self);
};

char *esp_screen_dup_title (EspScreen *self);
char *esp_screen_dup_subtitle (EspScreen *self);
GActionGroup *esp_screen_get_actions (EspScreen *self);
gboolean esp_screen_get_primary (EspScreen *self, EspPrimaryAction *out_primary);
GMenuModel *esp_screen_get_menu (EspScreen *self);
GtkWidget *esp_screen_get_inspector (EspScreen *self);
gboolean esp_screen_open (EspScreen *self, EspTarget *target);
EspTarget *esp_screen_dup_target (EspScreen *self);
gboolean esp_screen_focus_search (EspScreen *self);
void esp_screen_refresh (EspScreen *self);
gboolean esp_screen_undo (EspScreen *self);
gboolean esp_screen_redo (EspScreen *self);
const EspHelp *esp_screen_get_help (EspScreen *self);
const EspHelp *esp_screen_type_get_help (GType type);

void esp_screen_notify_state (EspScreen *self);

G_END_DECLS
