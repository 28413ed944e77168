/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with one card of a report: moved, changed, copied, pinned, looked into, taken out. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-card-acts.h"

#include "views/reports/esp-report-acts.h"
#include "views/reports/esp-report-form.h"
#include "views/reports/esp-report-touches-window.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session;
  EspReportDesk *desk;
  EspReportCardView *view;
  EspReportDesign *design; /* a copy, to be changed */
  guint id;
} Act;

static void
edit (const Act *self, const char *title)
{
  esp_report_acts_edit (self->session, self->desk, self->design, title);
}

static void
move_card (const Act *self, int step)
{
  guint position = 0;

  if (esp_report_design_find_card (self->design, self->id, &position) == NULL ||
      (step < 0 && position < (guint) -step) ||
      !esp_report_design_move_card (self->design, self->id, (guint) ((int) position + step)))
    return;
  edit (self, _ ("Move a card"));
}

static void
place_card (const Act *self, guint dragged)
{
  guint position = 0;

  if (esp_report_design_find_card (self->design, self->id, &position) != NULL &&
      esp_report_design_move_card (self->design, dragged, position))
    edit (self, _ ("Move a card"));
}

static void
show_touches (const Act *self, int row)
{
  const EspReportCard *card = esp_report_design_find_card (self->design, self->id, NULL);
  const EspAnswer *answer = esp_report_card_view_get_answer (self->view);
  g_autoptr (EspQuestion) question =
    card != NULL ? esp_report_design_ask (self->design, card, NULL) : NULL;

  if (question != NULL && answer != NULL)
    esp_report_touches_window_present (self->session, question,
                                       row >= 0 ? esp_answer_get_row (answer, (guint) row) : NULL);
}

static void
resize_card (const Act *self, int width)
{
  EspReportCard *card = esp_report_design_find_card (self->design, self->id, NULL);

  if (card == NULL)
    return;
  esp_report_card_set_width (card, (guint) width);
  edit (self, _ ("Change the width of a card"));
}

/* Whether it was one of those that change the report. */
static gboolean
change (const Act *self, const char *name, int value)
{
  if (g_str_equal (name, "move"))
    move_card (self, value);
  else if (g_str_equal (name, "place"))
    place_card (self, (guint) value);
  else if (g_str_equal (name, "width"))
    resize_card (self, value);
  else if (g_str_equal (name, "copy") &&
           esp_report_design_copy_card (self->design, self->id) != NULL)
    edit (self, _ ("Duplicate a card"));
  else if (g_str_equal (name, "remove") && esp_report_design_remove_card (self->design, self->id))
    {
      edit (self, _ ("Remove a card"));
      esp_session_toast (self->session, _ ("The card was removed. Ctrl+Z brings it back."));
    }
  else
    return FALSE;
  return TRUE;
}

/**
 * esp_report_card_acts_run:
 * @view: the card
 * @name: what is to be done, see the signal “act” of the card
 */
void
esp_report_card_acts_run (EspSession *session,
                          EspReportDesk *desk,
                          EspReportCardView *view,
                          const char *name,
                          int value)
{
  g_autoptr (EspReportDesign) design = NULL;
  Act self = { session, desk, view, NULL, esp_report_card_view_get_id (view) };

  if (esp_report_desk_get_design (desk) == NULL)
    return;
  design = esp_report_desk_copy_design (desk);
  self.design = design;
  if (change (&self, name, value))
    return;
  if (g_str_equal (name, "edit"))
    esp_report_form_present (session, desk, self.id);
  else if (g_str_equal (name, "touches"))
    show_touches (&self, value);
  else if (g_str_equal (name, "pin"))
    esp_report_acts_pin (session, desk, self.id);
}
