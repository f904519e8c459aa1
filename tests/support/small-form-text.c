/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/small-form-text.h"

#define LABEL(zh, en) "<label xml:lang='zh'>" zh "</label><label xml:lang='en'>" en "</label>"

static const char layout[] =
    "<form xmlns='urn:zhibao:form:1' id='%s' code='%s' edition='%s' revision='%u'\n"
    " system='%s' period='%s' valid-from='%s'>\n"
    "<title xml:lang='zh'>小表</title><title xml:lang='en'>Small form</title>\n"
    "<issuer xml:lang='zh'>某局</issuer><issuer xml:lang='en'>Some bureau</issuer>\n"
    "<deadline days='9' time='12:00'><cut-off level='district' days='11' "
    "time='18:00'/></deadline>%s\n"
    "<section id='A' measure='CNY1000' scale='0'>\n"
    "<columns><column code='1'>" LABEL (
        "本期", "This period") "</column></columns>\n"
                               "<row code='01'>" LABEL (
                                   "产值", "Output") "</row>\n"
                                                     "<row code='%s'>" LABEL (
                                                         "销售", "Sales") "</row>\n"
                                                                          "</section>\n"
                                                                          "</form>\n";

char *
zb_small_form_text (const ZbSmallFormText *form)
{
  return g_strdup_printf (layout, form->id, form->id, form->edition, form->revision, form->system,
                          form->period, form->valid_from, form->filing != NULL ? form->filing : "",
                          form->second_row != NULL ? form->second_row : "02");
}
