/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The help page of the list of leads and its keys. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-leads-help.h"

#include <glib/gi18n.h>

static const EspHelpKey keys[] = {
  { "<Control>f", N_ ("Search leads") },
  { "Return", N_ ("Open the lead") },
  { "space", N_ ("Select the row") },
  { "<Control>a", N_ ("Select all leads of the list") },
  { "<Control><Shift>a", N_ ("Select nothing") },
  { "<Control><Shift>f", N_ ("Add a filter") },
  { "<Control>l", N_ ("Columns, order and row height") },
  { "<Control>1", N_ ("First of the saved views; Ctrl+2 the next, and so on") },
  { "Menu", N_ ("Menu of the row") },
  { "<Control>c", N_ ("Copy the selected rows, as a spreadsheet takes them") },
  { "<Control><Shift>m", N_ ("Add the selected leads to a fixed list") },
  { "<Control><Shift>j", N_ ("Let the selected leads into a journey") },
  { "<Control>n", N_ ("New lead") },
  { "<Control>e", N_ ("Edit mode: F2 or Enter edits a cell") },
  { "<Control><Alt>c", N_ ("Copy the link") },
  { "Delete", N_ ("Archive the selected leads") },
  { "<Control>i", N_ ("Show the inspector") },
  { NULL, NULL },
};

const EspHelp esp_leads_help = {
  N_ ("All the people that you know. Type a part of a name, initial consonants, an address or "
      "digits of a "
      "phone number to find somebody; click a column to sort. What you select can be tagged, "
      "edited and "
      "archived together, and every such act can be undone."),
  keys,
};
